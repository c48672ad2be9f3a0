package io.wxomedia.preview;

import java.awt.Color;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.wxomedia.event.EventLog;
import io.wxomedia.event.NewEvent;
import io.wxomedia.job.CallbackMessage;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobFinished;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRun;
import io.wxomedia.job.RunLost;
import io.wxomedia.job.Verdict;
import io.wxomedia.testing.MemoryPayloads;
import io.wxomedia.testing.TestDatabase;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessResourceFailureException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link Previews} leave behind: nothing that nobody names, whatever
 * happens between the storing of a picture and the end of its job.
 */
class PreviewsTests {

	private static final byte[] FIRST = TestImages.png(8, 8, Color.GRAY);

	private static final byte[] SECOND = TestImages.png(8, 8, Color.GREEN);

	private final TestDatabase database = TestDatabase.h2();

	private final MemoryPayloads payloads = new MemoryPayloads();

	private final List<NewEvent> events = new ArrayList<>();

	private final PreviewTable table = new PreviewTable(this.database.jdbc(), this.database.transactions());

	private final Job job = new Job(JobId.random(), "o", "image_b64", null, "{}", null, null, null, null,
			Instant.EPOCH);

	@BeforeEach
	void writeJob() {
		this.database.jdbc().sql("""
				insert into job (id, kind, state, cancelled, owner, request, items_done, items_failed, items_total,
					fallbacks, run, attempts, crashes, worked_ms, created_at)
				values (:id, 'image_b64', 'running', false, 'o', '{}', 0, 0, 1, 0, 1, 0, 0, 0, current_timestamp)
				""").param("id", this.job.id().value()).update();
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void lastOneTakesThePlaceOfTheOneBeforeAndIsSparedByTheSweep() {
		previews(this::note).show(run(false), 0, FIRST);
		previews(this::note).show(run(false), 0, SECOND);
		assertThat(this.payloads.ids()).hasSize(1).isEqualTo(this.table.inUse());
		assertThat(this.events).extracting((event) -> event.data().get("preview_number")).containsExactly(1, 2);
	}

	@Test
	void runThatWasTakenOverShowsNothingAndLeavesNothing() {
		previews(this::note).show(run(true), 0, FIRST);
		assertThat(this.payloads.ids()).isEmpty();
		assertThat(this.table.inUse()).isEmpty();
		assertThat(this.events).isEmpty();
	}

	/**
	 * The call that is under way is paid for.
	 */
	@Test
	void oneThatCannotBeToldOfLeavesTheOneBeforeAndNeverFails() {
		previews(this::note).show(run(false), 0, FIRST);
		previews((event) -> {
			throw new DataAccessResourceFailureException("The database is away");
		}).show(run(false), 0, SECOND);
		assertThat(this.payloads.ids()).hasSize(1).isEqualTo(this.table.inUse());
		assertThat(this.table.find(this.job.id(), 0)).get().extracting(PreviewTable.Preview::number).isEqualTo(1);
	}

	@Test
	void whatIsNoPictureIsNotShown() {
		previews(this::note).show(run(false), 0, "<svg>".getBytes(StandardCharsets.UTF_8));
		assertThat(this.payloads.ids()).isEmpty();
		assertThat(this.events).isEmpty();
	}

	/**
	 * A process that is killed during a call discards nothing; the job's verdict does.
	 */
	@Test
	void whatACrashLeftGoesWithTheVerdict() {
		previews(this::note).show(run(false), 0, FIRST);
		previews(this::note).show(run(false), 3, SECOND);
		previews(this::note).on(new JobFinished(this.job, Verdict.FAILED, new CallbackMessage(Map.of(), null)));
		assertThat(this.payloads.ids()).isEmpty();
		assertThat(this.table.inUse()).isEmpty();
	}

	@Test
	void whatACrashLeftIsNamedByNobodyWhenTheJobIsDeleted() {
		previews(this::note).show(run(false), 0, FIRST);
		this.database.jdbc().sql("delete from job where id = :id").param("id", this.job.id().value()).update();
		assertThat(this.table.inUse()).isEmpty();
	}

	private void note(NewEvent... told) {
		this.events.addAll(List.of(told));
	}

	private Previews previews(EventLog log) {
		return new Previews(this.table, this.payloads, log, this.database.transactions(), true);
	}

	private JobRun run(boolean lost) {
		return (JobRun) Proxy.newProxyInstance(JobRun.class.getClassLoader(), new Class<?>[] { JobRun.class },
				(proxy, method, arguments) -> {
					if (lost && "hold".equals(method.getName())) {
						throw new RunLost(this.job.id(), 1);
					}
					return "job".equals(method.getName()) ? this.job : null;
				});
	}

}
