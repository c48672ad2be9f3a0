package io.wxomedia.image;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRun;
import io.wxomedia.monitoring.ControlledReadings;
import io.wxomedia.monitoring.Readings;
import io.wxomedia.payload.DiskSpace;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;
import io.wxomedia.picture.PictureFormat;
import io.wxomedia.provider.EditFailure;
import io.wxomedia.provider.EditRequest;
import io.wxomedia.provider.EditedImage;
import io.wxomedia.provider.ImageEditor;
import io.wxomedia.provider.ProviderGate;
import io.wxomedia.provider.ProviderPermits;
import io.wxomedia.spending.DailyBudget;
import io.wxomedia.spending.ProviderLedger;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import io.wxomedia.testing.TestImages;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a workshop whose thirty people all press the button at once, on a clock that
 * the test moves.
 */
class WorkshopTests {

	private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");

	private static final int PEOPLE = 30;

	private static final int AT_ONCE = 10;

	private final TestDatabase database = TestDatabase.h2();

	private final MovableClock clock = new MovableClock(START);

	private final ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);

	private final List<String> completed = new ArrayList<>();

	private final List<String> failed = new ArrayList<>();

	@AfterEach
	void close() {
		this.workers.shutdownNow();
		this.database.close();
	}

	@Test
	void thirtyPeopleWithImagesPerMinuteAreNeverRefused() {
		Tier tier = new Tier(5);
		work(tier, "media.pacing.images-per-minute=5");
		assertThat(this.failed).isEmpty();
		assertThat(this.completed).hasSize(PEOPLE);
		assertThat(tier.calls.values()).allSatisfy((calls) -> assertThat(calls).hasSize(1));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 5, 8, 12 })
	void thirtyPeopleWithoutASettingAreRefusedTwiceAtMost(int perMinute) {
		Tier tier = new Tier(perMinute);
		work(tier);
		assertThat(this.failed).isEmpty();
		assertThat(this.completed).hasSize(PEOPLE);
		assertThat(tier.calls.values()).allSatisfy((calls) -> assertThat(calls).hasSizeLessThanOrEqualTo(3));
		assertThat(this.clock.instant()).isBefore(START.plus(Duration.ofMinutes(2 + 2 * PEOPLE / perMinute)));
	}

	@Test
	void thirtyPeopleWhileTheProviderIsDownForAMinute() {
		Outage outage = new Outage(START.plusSeconds(60));
		work(outage);
		assertThat(this.completed.size() + this.failed.size()).isEqualTo(PEOPLE);
		// Ten had begun; every five seconds or so one tried for the others.
		assertThat(this.failed).hasSizeBetween(AT_ONCE, AT_ONCE + 12);
		assertThat(outage.calls.values()).allSatisfy((calls) -> {
			assertThat(calls).hasSizeLessThanOrEqualTo(3);
			assertThat(Duration.between(calls.get(0), calls.get(calls.size() - 1))).isLessThan(Duration.ofSeconds(10));
		});
	}

	@Test
	void thirtyPeopleWhileTheProviderStaysDownAllHearOfIt() {
		Outage outage = new Outage(Instant.MAX);
		work(outage, "media.pacing.outage-wait-seconds=120");
		assertThat(this.completed).isEmpty();
		assertThat(this.failed).hasSize(PEOPLE)
			.allSatisfy((error) -> assertThat(error).isEqualTo("OpenAI: HTTP 500 (3 attempts)"));
		assertThat(this.clock.instant()).isBefore(START.plusSeconds(120 + 60));
	}

	private void work(ImageEditor editor, String... settings) {
		new ApplicationContextRunner().withUserConfiguration(Ledger.class)
			.withBean(JdbcClient.class, this.database::jdbc)
			.withBean(TransactionTemplate.class, this.database::transactions)
			.withBean(Clock.class, () -> this.clock)
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withBean(Readings.class, () -> new ControlledReadings(this.clock))
			.withPropertyValues(settings)
			.run((context) -> {
				PayloadStore payloads = fake(PayloadStore.class,
						(method) -> method.equals("space") ? DiskSpace.unlimited() : new Discard());
				ImageEdits edits = new ImageEdits(editor, context.getBean(ProviderLedger.class),
						context.getBean(ProviderPermits.class), context.getBean(ProviderGate.class),
						context.getBean(DailyBudget.class), payloads, new ResultFormats(payloads, PictureFormat.PNG),
						this.database.transactions(), this.clock, new Random(1));
				work(edits);
			});
	}

	/**
	 * Play the queue: whatever is due is run, so many at once, and the clock moves on
	 * when nothing is.
	 */
	private void work(ImageEdits edits) throws Exception {
		PriorityQueue<Due> queue = new PriorityQueue<>(Comparator.comparing(Due::at));
		for (int i = 0; i < PEOPLE; i++) {
			queue.add(new Due(START, JobId.random()));
		}
		while (!queue.isEmpty()) {
			Duration early = Duration.between(this.clock.instant(), queue.element().at());
			this.clock.advance(early.isNegative() ? Duration.ZERO : early);
			List<Callable<EditHistory.Next>> runs = new ArrayList<>();
			List<JobId> jobs = new ArrayList<>();
			while (!queue.isEmpty() && runs.size() < AT_ONCE && !queue.element().at().isAfter(this.clock.instant())) {
				JobId job = queue.remove().job();
				jobs.add(job);
				runs.add(() -> run(edits, job));
			}
			List<Future<EditHistory.Next>> ended = this.workers.invokeAll(runs);
			for (int i = 0; i < jobs.size(); i++) {
				EditHistory.Next next = ended.get(i).get();
				if (next instanceof EditHistory.Next.WaitUntil wait) {
					assertThat(wait.at()).isAfter(this.clock.instant());
					queue.add(new Due(wait.at(), jobs.get(i)));
				}
				else if (next instanceof EditHistory.Next.Fail fail) {
					this.failed.add(fail.error());
				}
				else {
					this.completed.add(next.toString());
				}
			}
			assertThat(this.clock.instant()).as("the workshop ends").isBefore(START.plus(Duration.ofHours(2)));
			this.clock.advance(Duration.ofMillis(100));
		}
	}

	private static EditHistory.Next run(ImageEdits edits, JobId id) throws Exception {
		Job job = new Job(id, "o", "image_b64", null, "{}", null, null, null, null, START);
		JobRun run = fake(JobRun.class, (method) -> switch (method) {
			case "job" -> job;
			case "number" -> 1;
			default -> null;
		});
		EditHistory.Next next = edits.next(run, 0);
		while (next instanceof EditHistory.Next.Call) {
			next = edits.call(run, 0, id.toString(), PayloadId.random(), PictureFormat.PNG, Duration.ofMinutes(5));
		}
		return next;
	}

	private static <T> T fake(Class<T> type, Answers answers) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> answers.to(method.getName())));
	}

	/**
	 * What a fake answers to each of its methods.
	 */
	@FunctionalInterface
	private interface Answers {

		@Nullable Object to(String method);

	}

	private record Due(Instant at, JobId job) {

	}

	/**
	 * What {@code spending} makes, and what paces calls. Not annotated as a
	 * configuration, or the whole service would find it in tests.
	 */
	@ConfigurationPropertiesScan({ "io.wxomedia.spending", "io.wxomedia.provider" })
	@ComponentScan(basePackages = { "io.wxomedia.spending", "io.wxomedia.provider" }, useDefaultFilters = false,
			includeFilters = @ComponentScan.Filter(type = FilterType.REGEX,
					pattern = "io\\.wxomedia\\.(spending\\.\\w+Configuration|provider\\.PacingConfiguration)"))
	static class Ledger {

	}

	/**
	 * Notes the calls.
	 */
	private abstract class Provider implements ImageEditor {

		final Map<String, List<Instant>> calls = new ConcurrentHashMap<>();

		@Override
		public synchronized EditedImage edit(EditRequest request) throws EditFailure {
			Instant now = WorkshopTests.this.clock.instant();
			this.calls.computeIfAbsent(request.prompt(), (job) -> new ArrayList<>()).add(now);
			refuse(now);
			return new EditedImage(TestImages.png(), null, 50L, 40L, 50L);
		}

		abstract void refuse(Instant now) throws EditFailure;

		@Override
		public String model() {
			return "gpt-image-2";
		}

		@Override
		public List<String> missingSettings() {
			return List.of();
		}

	}

	/**
	 * Takes so many calls in any minute, and says when to come back.
	 */
	private final class Tier extends Provider {

		private final int perMinute;

		private final List<Instant> taken = new ArrayList<>();

		Tier(int perMinute) {
			this.perMinute = perMinute;
		}

		@Override
		void refuse(Instant now) throws EditFailure {
			this.taken.removeIf((moment) -> !moment.plusSeconds(60).isAfter(now));
			if (this.taken.size() == this.perMinute) {
				throw new EditFailure(EditFailure.Kind.RETRYABLE, EditFailure.Trouble.RATE_LIMIT, "OpenAI: HTTP 429",
						Duration.between(now, this.taken.get(0).plusSeconds(60)), null, null);
			}
			this.taken.add(now);
		}

	}

	/**
	 * Is down for a while.
	 */
	private final class Outage extends Provider {

		private final Instant end;

		Outage(Instant end) {
			this.end = end;
		}

		@Override
		void refuse(Instant now) throws EditFailure {
			if (now.isBefore(this.end)) {
				throw new EditFailure(EditFailure.Kind.RETRYABLE, EditFailure.Trouble.DOWN, "OpenAI: HTTP 500", null,
						null, null);
			}
		}

	}

	/**
	 * A payload that nobody reads.
	 */
	private static final class Discard extends PayloadWriter {

		private final PayloadId id = PayloadId.random();

		@Override
		public PayloadId id() {
			return this.id;
		}

		@Override
		public long length() {
			return 0;
		}

		@Override
		public InputStream read() {
			return new ByteArrayInputStream(new byte[0]);
		}

		@Override
		public void write(int b) {
			// Nobody reads it.
		}

		@Override
		public void commit() {
			// Nobody reads it.
		}

		@Override
		public void close() {
			// Nothing is open.
		}

	}

}
