package io.wxomedia.image;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.job.ItemTable;
import io.wxomedia.job.JobRecords;
import io.wxomedia.spending.Spending;
import io.wxomedia.storage.StorageFailure;
import io.wxomedia.storage.StorageProperties;
import io.wxomedia.testing.MemoryPayloads;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.NoStorage;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DueManifests}.
 */
class DueManifestsTests {

	private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");

	private static final String REQUEST = "{\"prompt\":\"greyer\"}";

	private final TestDatabase database = TestDatabase.h2();

	private final MovableClock clock = new MovableClock(START);

	private final Store store = new Store();

	private final DueManifests manifests = manifests();

	@AfterEach
	void close() {
		this.manifests.close();
		this.database.close();
	}

	/**
	 * The first is due again before the second is through.
	 */
	@Test
	void roundEndsWhileTheStoreIsSlow() {
		due(REQUEST);
		due(REQUEST);
		this.store.beforePut = () -> {
			// Whoever does not end is given an end.
			if (this.store.keys.size() < 20) {
				this.clock.advance(Duration.ofSeconds(40));
			}
			throw new StorageFailure("SlowDown", null, true);
		};
		this.manifests.writeDue();
		assertThat(this.store.keys).doesNotHaveDuplicates().hasSize(2);
		assertThat(rows()).isEqualTo(2);
	}

	@Test
	void manifestThatCannotBeBuiltKeepsNoOtherWaitingAndIsGivenUp() {
		UUID broken = due("{");
		UUID whole = due(REQUEST);
		this.manifests.writeDue();
		assertThat(this.store.keys).singleElement().asString().contains(whole.toString());
		assertThat(this.database.jdbc().sql("select job_id from due_manifest").query(UUID.class).list())
			.containsExactly(broken);
		this.clock.advance(Duration.ofSeconds(3600));
		this.manifests.writeDue();
		assertThat(rows()).isZero();
	}

	private UUID due(String request) {
		UUID job = UUID.randomUUID();
		this.database.jdbc().sql("""
				insert into job (id, kind, state, verdict, cancelled, owner, request, items_done, items_failed,
					items_total, fallbacks, run, attempts, crashes, worked_ms, created_at)
				values (:id, 'batch', 'finished', 'failed', false, '', :request, 0, 0, 1, 0, 1, 0, 0, 0,
					current_timestamp)
				""").param("id", job).param("request", request).update();
		this.database.jdbc()
			.sql("insert into due_manifest (job_id, due_at, given_up_at) values (:job, :due, :end)")
			.param("job", job)
			.param("due", START.minusSeconds(10 - rows()).atOffset(ZoneOffset.UTC))
			.param("end", START.plusSeconds(3600).atOffset(ZoneOffset.UTC))
			.update();
		return job;
	}

	private int rows() {
		return this.database.jdbc().sql("select count(*) from due_manifest").query(Integer.class).single();
	}

	private DueManifests manifests() {
		StorageProperties properties = new StorageProperties("http://127.0.0.1:1", null, "eu-geo", "id", "secret",
				"inputs", "outputs", null, "", "", 900);
		MemoryPayloads payloads = new MemoryPayloads();
		BatchManifest manifest = new BatchManifest(new Uploads(payloads, this.store, properties),
				new ItemTable(this.database.jdbc()), payloads, new NoSpending(), properties, new JsonMapper());
		return new DueManifests(this.database.jdbc(), manifest, new JobRecords(this.database.jdbc()),
				Duration.ofSeconds(3600), this.clock);
	}

	/**
	 * Nothing was paid for.
	 */
	private static final class NoSpending implements Spending {

		@Override
		public Optional<BigDecimal> ofJob(UUID job) {
			return Optional.empty();
		}

		@Override
		public Map<Integer, BigDecimal> ofItems(UUID job, int after, int count) {
			return Map.of();
		}

		@Override
		public Map<String, BigDecimal> ofCallers(String group) {
			return Map.of();
		}

	}

	/**
	 * Remembers what it is given, one after the other.
	 */
	private static final class Store extends NoStorage {

		private final List<String> keys = new ArrayList<>();

		private Runnable beforePut = () -> {
		};

		@Override
		public void put(String bucket, String key, Content content) {
			this.keys.add(key);
			this.beforePut.run();
		}

	}

}
