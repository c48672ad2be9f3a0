package io.wxomedia.payload;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;

import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DatabasePayloadStore}.
 */
class DatabasePayloadStoreTests {

	/**
	 * Tests on H2.
	 */
	@Nested
	class OnH2Tests extends OnDatabase {

		@Override
		TestDatabase open() {
			return TestDatabase.h2();
		}

	}

	/**
	 * Tests on PostgreSQL.
	 */
	@Nested
	class OnPostgresTests extends OnDatabase {

		@Override
		TestDatabase open() {
			return TestDatabase.postgres();
		}

	}

	/**
	 * Tests on a database.
	 */
	@TestInstance(Lifecycle.PER_CLASS)
	abstract static class OnDatabase extends PayloadStoreTests {

		private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T10:00:00Z"));

		private TestDatabase database;

		private PayloadStore store;

		abstract TestDatabase open();

		@BeforeAll
		void openDatabase() {
			this.database = open();
			this.store = new DatabasePayloadStore(this.database.jdbc(), this.clock);
		}

		@AfterAll
		void closeDatabase() {
			this.database.close();
		}

		@Test
		void sweepSparesAPayloadThatIsStillWritten() throws IOException {
			byte[] chunk = new byte[DatabasePayloadWriter.CHUNK_SIZE];
			try (PayloadWriter writer = this.store.create()) {
				writer.write(chunk);
				Instant begun = this.clock.instant();
				this.clock.advance(Duration.ofHours(2));
				writer.write(chunk);
				this.store.sweep(begun.plusSeconds(1), Set.of());
				this.clock.advance(Duration.ofHours(2));
				writer.commit();
				this.store.sweep(begun.plus(Duration.ofHours(3)), Set.of());
				try (InputStream in = this.store.open(writer.id())) {
					assertThat(in.readAllBytes()).hasSize(2 * chunk.length);
				}
			}
		}

		@Test
		void sweepRemovesWhatACrashLeftBehind() throws IOException {
			long before = kept();
			PayloadWriter crashed = this.store.create();
			crashed.write(new byte[DatabasePayloadWriter.CHUNK_SIZE]);
			assertThat(kept()).isEqualTo(before + 1);
			this.clock.advance(Duration.ofHours(2));
			assertThat(this.store.sweep(this.clock.instant(), Set.of())).isPositive();
			assertThat(kept()).isLessThanOrEqualTo(before);
			crashed.close();
		}

		@Override
		PayloadStore store() {
			return this.store;
		}

		@Override
		void age(PayloadId id, Instant createdAt) {
			for (String sql : new String[] { "update payload set created_at = :at where id = :id",
					"update payload_chunk set created_at = :at where payload_id = :id" }) {
				this.database.jdbc()
					.sql(sql)
					.param("at", createdAt.atOffset(ZoneOffset.UTC))
					.param("id", id.value())
					.update();
			}
		}

		@Override
		long kept() {
			return this.database.jdbc()
				.sql("select (select count(*) from payload) + (select count(*) from payload_chunk)")
				.query(Long.class)
				.single();
		}

	}

}
