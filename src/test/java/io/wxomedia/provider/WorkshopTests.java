package io.wxomedia.provider;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
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
import io.wxomedia.monitoring.RecentTraffic;
import io.wxomedia.payload.DiskSpace;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;
import io.wxomedia.rules.CallerRules;
import io.wxomedia.spending.CallBudget;
import io.wxomedia.spending.PricedCall;
import io.wxomedia.spending.ProviderLedger;
import io.wxomedia.spending.ProviderLedger.Receipt;
import io.wxomedia.spending.ProviderModel;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
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
		work(tier, "media.provider.images-per-minute=5");
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
		work(outage, "media.provider.outage-wait-seconds=120");
		assertThat(this.completed).isEmpty();
		assertThat(this.failed).hasSize(PEOPLE)
			.allSatisfy((error) -> assertThat(error).isEqualTo("OpenAI: HTTP 500 (3 attempts)"));
		assertThat(this.clock.instant()).isBefore(START.plusSeconds(120 + 60));
	}

	private void work(Provider provider, String... settings) {
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
				PaidCalls.Limits limits = new PaidCalls.Limits(context.getBean(ProviderGate.class),
						context.getBean(ProviderPauses.class), context.getBean(ProviderPermits.class),
						context.getBean(CallBudget.class), CallerRules.NONE, () -> {
						});
				PaidCalls calls = new PaidCalls(limits, context.getBean(ProviderLedger.class), 1,
						new CallMeter(List.of(), new RecentTraffic(this.clock), new SimpleMeterRegistry()), payloads,
						this.database.transactions(), this.clock, new RetryPauses(new Random(1)));
				work((id) -> run(calls, provider, id));
			});
	}

	/**
	 * Play the queue: whatever is due is run, so many at once, and the clock moves on
	 * when nothing is.
	 */
	private void work(Running running) throws Exception {
		PriorityQueue<Due> queue = new PriorityQueue<>(Comparator.comparing(Due::at));
		for (int i = 0; i < PEOPLE; i++) {
			queue.add(new Due(START, JobId.random()));
		}
		while (!queue.isEmpty()) {
			Duration early = Duration.between(this.clock.instant(), queue.element().at());
			this.clock.advance(early.isNegative() ? Duration.ZERO : early);
			List<Callable<Next>> runs = new ArrayList<>();
			List<JobId> jobs = new ArrayList<>();
			while (!queue.isEmpty() && runs.size() < AT_ONCE && !queue.element().at().isAfter(this.clock.instant())) {
				JobId job = queue.remove().job();
				jobs.add(job);
				runs.add(() -> running.run(job));
			}
			List<Future<Next>> ended = this.workers.invokeAll(runs);
			for (int i = 0; i < jobs.size(); i++) {
				Next next = ended.get(i).get();
				if (next instanceof Next.WaitUntil wait) {
					assertThat(wait.at()).isAfter(this.clock.instant());
					queue.add(new Due(wait.at(), jobs.get(i)));
				}
				else if (next instanceof Next.Fail fail) {
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

	private static Next run(PaidCalls calls, Provider provider, JobId id) throws Exception {
		Job job = new Job(id, "o", "image_b64", null, "{}", null, null, null, null, START);
		JobRun run = fake(JobRun.class, (method) -> switch (method) {
			case "job" -> job;
			case "number" -> 1;
			default -> null;
		});
		PaidCall call = provider.callFor(id);
		Next next = calls.next(run, 0, call.purchase());
		while (next instanceof Next.Call decided) {
			next = calls.call(run, 0, decided, call);
		}
		return next;
	}

	private static <T> T fake(Class<T> type, Answers answers) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> method.isDefault()
						? InvocationHandler.invokeDefault(proxy, method, arguments) : answers.to(method.getName())));
	}

	/**
	 * Runs a job until it waits or ends.
	 */
	@FunctionalInterface
	private interface Running {

		Next run(JobId job) throws Exception;

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
	private abstract class Provider {

		final Map<JobId, List<Instant>> calls = new ConcurrentHashMap<>();

		PaidCall callFor(JobId job) {
			return new PaidCall() {

				@Override
				public Purchase purchase() {
					return new Purchase("OpenAI",
							new PricedCall(new ProviderModel("openai", "gpt-image-2"), "medium", "auto"));
				}

				@Override
				public Answer make(Runnable beforeSent) throws CallFailure {
					return answer(job);
				}

			};
		}

		private synchronized Answer answer(JobId job) throws CallFailure {
			Instant now = WorkshopTests.this.clock.instant();
			this.calls.computeIfAbsent(job, (key) -> new ArrayList<>()).add(now);
			refuse(now);
			return Answer.of(new byte[] { 1 }, null, new Receipt(null, 50L, 40L, 50L));
		}

		abstract void refuse(Instant now) throws CallFailure;

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
		void refuse(Instant now) throws CallFailure {
			this.taken.removeIf((moment) -> !moment.plusSeconds(60).isAfter(now));
			if (this.taken.size() == this.perMinute) {
				throw new CallFailure(CallFailure.Kind.RETRYABLE, CallFailure.Trouble.RATE_LIMIT, "OpenAI: HTTP 429",
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
		void refuse(Instant now) throws CallFailure {
			if (now.isBefore(this.end)) {
				throw new CallFailure(CallFailure.Kind.RETRYABLE, CallFailure.Trouble.DOWN, "OpenAI: HTTP 500", null,
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
