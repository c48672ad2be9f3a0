package io.wxomedia.worker;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.wxomedia.event.EventType;
import io.wxomedia.event.NewEvent;
import io.wxomedia.job.CallbackMessage;
import io.wxomedia.job.DatabaseRetry;
import io.wxomedia.job.ItemTable;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobFinished;
import io.wxomedia.job.JobHandler;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobItem;
import io.wxomedia.job.JobItems;
import io.wxomedia.job.JobKind;
import io.wxomedia.job.JobLife;
import io.wxomedia.job.JobProperties;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.JobRun;
import io.wxomedia.job.JobStep;
import io.wxomedia.job.NewJob;
import io.wxomedia.job.RunLost;
import io.wxomedia.job.Verdict;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.queue.WorkQueue.Next;
import io.wxomedia.testing.NoPayloads;
import io.wxomedia.testing.TestDatabase;
import io.wxomedia.testing.TestEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JobRunner} and the {@link FencedRun} it gives to a handler.
 */
class JobRunnerTests {

	private final TestDatabase database = TestDatabase.h2();

	private final JdbcClient jdbc = JdbcClient.create(this.database.dataSource());

	private final Clock clock = Clock.systemUTC();

	private final JobRecords jobs = new JobRecords(this.jdbc);

	private final List<NewEvent> told = new ArrayList<>();

	private final JobLife life = new JobLife(this.jdbc, (events) -> this.told.addAll(List.of(events)), this.clock);

	private final ItemTable items = new ItemTable(this.jdbc);

	private final DatabaseRetry retry = DatabaseRetry
		.ofHiccups(new TransactionTemplate(new JdbcTransactionManager(this.database.dataSource())));

	private final List<Object> events = new ArrayList<>();

	private final List<JobTimes> times = new ArrayList<>();

	private final JobId id = JobId.random();

	JobRunnerTests() {
		this.life.accept(this.id, new NewJob("fake", "owner", null, null, "{}", null, 1, null));
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void runWritesOneVerdictAndTellsOfItOnce() throws Exception {
		JobRunner runner = runner((run) -> finish(Verdict.COMPLETED, null));
		assertThat(runner.run(new TestEntry(this.id.toString()))).isEqualTo(new Next.Done());
		assertThat(runner.run(new TestEntry(this.id.toString()))).isEqualTo(new Next.Done());
		assertThat(state()).isEqualTo("finished");
		assertThat(this.events).singleElement().isInstanceOf(JobFinished.class);
		assertThat(this.times).singleElement().satisfies((measured) -> {
			assertThat(measured.kind()).isEqualTo("fake");
			assertThat(measured.waited()).isPositive();
			assertThat(measured.worked()).isGreaterThanOrEqualTo(Duration.ZERO);
		});
	}

	@Test
	void runThatWasTakenOverGivesNoVerdict() throws Exception {
		JobRunner runner = runner((run) -> {
			this.life.begin(this.id);
			return finish(Verdict.COMPLETED, null);
		});
		assertThat(runner.run(new TestEntry(this.id.toString()))).isInstanceOf(Next.Left.class);
		assertThat(state()).isEqualTo("running");
		assertThat(this.events).isEmpty();
	}

	@Test
	void runThatWasTakenOverChangesNothing() {
		FencedRun first = begin();
		first.items().add(List.of(new JobItems.NewItem("a.png", "a")));
		JobItem item = first.items().pending(0, 10).get(0);
		FencedRun second = begin();
		assertThatExceptionOfType(RunLost.class).isThrownBy(first::hold);
		assertThatExceptionOfType(RunLost.class).isThrownBy(() -> first.countAttempt("model"));
		assertThatExceptionOfType(RunLost.class)
			.isThrownBy(() -> first.show(new JobRun.Progress("editing", 1, 0, 1, 0)));
		assertThatExceptionOfType(RunLost.class).isThrownBy(() -> first.items().complete(item, "out/a.png", null));
		assertThatExceptionOfType(RunLost.class).isThrownBy(() -> first.items().fail(item, "lost"));
		assertThatExceptionOfType(RunLost.class).isThrownBy(() -> first.items().failPending("lost"));
		assertThat(second.items().counts()).isEqualTo(new JobItems.Counts(1, 0, 0, 0));
		second.items().complete(item, "out/a.png", null);
		assertThat(second.items().counts()).isEqualTo(new JobItems.Counts(1, 1, 0, 0));
	}

	@Test
	void stepsAreWrittenAndToldOfUntilTheyAreSettled() {
		FencedRun run = begin();
		run.items().add(List.of(new JobItems.NewItem("validation", "Validation")));
		JobItem step = run.items().all(0, 1).get(0);
		Instant began = Instant.parse("2026-11-27T08:00:00Z");
		PayloadId made = PayloadId.random();
		JobItem begun = step.processing(began, 10).tried().made(made, "{\"width\":8}");
		run.items().save(begun);
		assertThat(run.items().all(0, 1)).containsExactly(begun);
		assertThat(this.items.payloads(false)).containsExactly(made);
		assertThat(this.items.payloads(true)).isEmpty();
		JobItem done = begun.processing(began.plusSeconds(1), 5).completed(began.plusSeconds(2), "images/a.png");
		assertThat(done.work()).isEqualTo(new JobItem.Work(100, 1, began, began.plusSeconds(2), "{\"width\":8}", made));
		run.items().save(done);
		run.items().save(done.failed(began, "too late"));
		assertThat(run.items().all(0, 1)).containsExactly(done);
		assertThat(this.told).filteredOn((event) -> event.type() == EventType.ITEM)
			.extracting((event) -> event.data().get("state"))
			.containsExactly("processing", "completed", "failed");
		assertThatExceptionOfType(RunLost.class).isThrownBy(() -> {
			begin();
			run.items().save(done);
		});
	}

	@Test
	void itemsTellWhyTheyFellBack() {
		JobItems items = begin().items();
		items.add(Stream.of("a", "b", "c", "d").map((key) -> new JobItems.NewItem(key + ".png", key)).toList());
		List<JobItem> pending = items.pending(0, 10);
		assertThat(items.fallbackReasons()).isEmpty();
		items.complete(pending.get(0), "out/a.png", null);
		items.complete(pending.get(1), "out/b.png", "second_reason");
		items.complete(pending.get(2), "out/c.png", "first_reason");
		items.complete(pending.get(3), "out/d.png", "second_reason");
		assertThat(items.counts()).isEqualTo(new JobItems.Counts(4, 4, 0, 3));
		assertThat(items.fallbackReasons()).containsOnly(Map.entry("first_reason", 1), Map.entry("second_reason", 2));
		assertThat(items.remarkable(10)).extracting(JobItem::fallbackReason)
			.containsExactly("second_reason", "first_reason", "second_reason");
	}

	@Test
	void reasonOfAFallbackIsKeptWithTheVerdict() throws Exception {
		JobRunner runner = runner(
				(run) -> new JobStep.Finish(Verdict.COMPLETED, null, new JobRun.Progress("finishing", 1, 0, 1, 1), null,
						null, new CallbackMessage(Map.of(), null, Map.of("daily_budget", 1, "other", 0)), List.of()));
		runner.run(new TestEntry(this.id.toString()));
		assertThat(this.jobs.find(this.id))
			.hasValueSatisfying((found) -> assertThat(found.fallbackReason()).isEqualTo("daily_budget"));
	}

	@Test
	void runWhenThePublishingOfTheVerdictFailsGivesNoVerdict() {
		JobHandler handler = handler((run) -> finish(Verdict.COMPLETED, null));
		JobRunner runner = runner(handler, (event) -> {
			throw new DataAccessResourceFailureException("The delivery cannot be written");
		});
		assertThatExceptionOfType(DataAccessResourceFailureException.class)
			.isThrownBy(() -> runner.run(new TestEntry(this.id.toString())));
		assertThat(state()).isEqualTo("queued");
	}

	@Test
	void runThatFailsBecauseItIsInterruptedIsHandedBack() {
		JobRunner failing = runner((run) -> {
			Thread.currentThread().interrupt();
			return finish(Verdict.FAILED, "The upload was interrupted");
		});
		assertThatExceptionOfType(InterruptedException.class)
			.isThrownBy(() -> failing.run(new TestEntry(this.id.toString())));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(state()).isEqualTo("queued");

		JobRunner throwing = runner((run) -> {
			Thread.currentThread().interrupt();
			throw new IOException("The file was closed by an interrupt");
		});
		assertThatExceptionOfType(InterruptedException.class)
			.isThrownBy(() -> throwing.run(new TestEntry(this.id.toString())));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(state()).isEqualTo("queued");
		assertThat(this.events).isEmpty();
	}

	@Test
	void runThatIsInterruptedAfterItSucceededKeepsItsVerdict() throws Exception {
		JobRunner runner = runner((run) -> {
			Thread.currentThread().interrupt();
			return finish(Verdict.COMPLETED, null);
		});
		assertThat(runner.run(new TestEntry(this.id.toString()))).isEqualTo(new Next.Done());
		assertThat(Thread.interrupted()).isTrue();
		assertThat(state()).isEqualTo("finished");
	}

	@Test
	void runWhenTheHandlerThrowsFailsTheJob() throws Exception {
		JobRunner runner = runner((run) -> {
			throw new IllegalStateException("unexpected");
		});
		assertThat(runner.run(new TestEntry(this.id.toString()))).isEqualTo(new Next.Done());
		assertThat(this.jobs.find(this.id)).hasValueSatisfying((record) -> assertThat(record.error())
			.isEqualTo("The service failed unexpectedly (IllegalStateException); its log says why"));
		assertThat(this.events).hasSize(1);
	}

	@Test
	void runThatKeepsBringingTheProcessDownFailsInTheEnd() throws Exception {
		for (int i = 0; i < 12; i++) {
			this.life.begin(this.id);
		}
		JobRunner runner = runner((run) -> {
			throw new AssertionError("The handler is not asked again");
		});
		assertThat(runner.run(new TestEntry(this.id.toString()))).isEqualTo(new Next.Done());
		assertThat(this.jobs.find(this.id))
			.hasValueSatisfying((record) -> assertThat(record.error()).startsWith("The service stopped 12 times"));
	}

	@Test
	void runThatFindsNoMemoryIsRunAgainAndNotBlamedOnTheJob() throws Exception {
		for (Throwable failure : List.of(new OutOfMemoryError("Java heap space"),
				new IllegalStateException(new OutOfMemoryError("Java heap space")))) {
			JobRunner runner = runner((run) -> throwing(failure));
			assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(() -> runner.run(new TestEntry(this.id.toString())))
				.withMessage("The service ran out of memory while it worked on job %s; it is run again later", this.id);
			assertThat(this.events).isEmpty();
		}
		assertThat(runner((run) -> finish(Verdict.COMPLETED, null)).run(new TestEntry(this.id.toString())))
			.isEqualTo(new Next.Done());
		assertThat(state()).isEqualTo("finished");
	}

	@Test
	void runThatNeverFindsMemoryFailsInTheEnd() throws Exception {
		JobRunner runner = runner((run) -> throwing(new OutOfMemoryError("Java heap space")));
		for (int i = 0; i < 11; i++) {
			assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(() -> runner.run(new TestEntry(this.id.toString())));
		}
		assertThat(runner.run(new TestEntry(this.id.toString()))).isEqualTo(new Next.Done());
		assertThat(this.jobs.find(this.id)).hasValueSatisfying((record) -> assertThat(record.error())
			.isEqualTo("The service stopped 11 times, or ran out of memory, while it worked on this job"));
	}

	@Test
	void lookThatChangesNothingIsNotTold() throws Exception {
		JobRunner looks = runner((run) -> new JobStep.Wait(this.clock.instant(), "waiting"));
		looks.run(new TestEntry(this.id.toString()));
		assertThat(told()).containsExactly("queued null", "running null", "queued waiting");
		looks.run(new TestEntry(this.id.toString()));
		looks.run(new TestEntry(this.id.toString()));
		assertThat(told()).hasSize(3);
		runner((run) -> new JobStep.Wait(this.clock.instant(), "waiting_for_provider"))
			.run(new TestEntry(this.id.toString()));
		assertThat(told()).hasSize(4).endsWith("queued waiting_for_provider");
		runner((run) -> {
			run.show(new JobRun.Progress("uploading", 0, 0, 1, 0));
			run.show(new JobRun.Progress("uploading", 0, 0, 1, 0));
			return new JobStep.Wait(this.clock.instant(), "waiting_for_provider");
		}).run(new TestEntry(this.id.toString()));
		assertThat(told()).hasSize(8)
			.endsWith("running null", "null uploading", "null uploading", "queued waiting_for_provider");
		runner((run) -> finish(Verdict.COMPLETED, null)).run(new TestEntry(this.id.toString()));
		assertThat(told()).hasSize(10).endsWith("finished null", "finished null");
	}

	private List<String> told() {
		return this.told.stream().map((event) -> event.data().get("state") + " " + event.data().get("phase")).toList();
	}

	private static JobStep throwing(Throwable failure) throws Exception {
		if (failure instanceof Error error) {
			throw error;
		}
		throw (Exception) failure;
	}

	private String state() {
		return this.jdbc.sql("select state from job where id = :id")
			.param("id", this.id.value())
			.query(String.class)
			.single();
	}

	private FencedRun begin() {
		JobLife.Begun begun = this.life.begin(this.id).orElseThrow();
		return new FencedRun(begun, this.life, this.items, this.retry, this.clock);
	}

	private JobRunner runner(Work work) {
		return runner(handler(work), (event) -> {
			if (event instanceof JobTimes measured) {
				this.times.add(measured);
			}
			else {
				this.events.add(event);
			}
		});
	}

	private JobRunner runner(JobHandler handler, ApplicationEventPublisher publisher) {
		Verdicts verdicts = new Verdicts(this.life, this.retry, publisher, new NoPayloads(),
				new JobProperties(10, DataSize.ofGigabytes(2), Duration.ofDays(1), Duration.ZERO, 1), this.clock);
		return new JobRunner(this.life, this.items, new JobHandlers(List.of(handler)), new RunningJobs(this.jobs),
				verdicts, new RecentTraces(this.jobs), this.retry, this.clock);
	}

	private static JobStep.Finish finish(Verdict verdict, @Nullable String error) {
		JobRun.Progress progress = new JobRun.Progress("finishing", 0, 0, 1, 0);
		return new JobStep.Finish(verdict, error, progress, null, null, new CallbackMessage(Map.of(), null), List.of());
	}

	private static JobHandler handler(Work work) {
		return new JobHandler() {

			@Override
			public List<JobKind> kinds() {
				return List.of(JobKind.single("fake"));
			}

			@Override
			public JobStep run(JobRun run) throws Exception {
				return work.run(run);
			}

			@Override
			public JobStep.Finish fail(JobRun run, String error) {
				return finish(Verdict.FAILED, error);
			}

			@Override
			public Result result(Job job) {
				return new Result.None("A fake has no result");
			}

			@Override
			public CallbackMessage renew(Job job) {
				return new CallbackMessage(Map.of(), null);
			}

		};
	}

	@FunctionalInterface
	private interface Work {

		JobStep run(JobRun run) throws Exception;

	}

}
