package io.wxomedia.callback;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import io.wxomedia.exchange.Attempt;
import io.wxomedia.job.JobId;
import io.wxomedia.testing.MovableClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AttemptPlan}.
 */
class AttemptPlanTests {

	private static final Duration LATE = Duration.ofMinutes(10);

	private final MovableClock clock = new MovableClock(Instant.parse("2026-11-25T10:00:00Z"));

	@Test
	void waitAfterFollowsTheQuickWaitsThenTheLateOnesThenGivesUp() {
		AttemptPlan plan = plan("1,3,8", 3, "1m,2h", middle());
		assertThat(waitAfter(plan, 0, 0, 500)).contains(Duration.ofSeconds(1));
		assertThat(waitAfter(plan, 1, 0, 500)).contains(Duration.ofSeconds(3));
		assertThat(waitAfter(plan, 2, 0, 500)).contains(Duration.ofMinutes(1));
		assertThat(waitAfter(plan, 3, 0, 500)).contains(Duration.ofHours(2));
		assertThat(waitAfter(plan, 4, 0, 500)).isEmpty();
		assertThat(waitAfter(plan, 40, 0, 500)).isEmpty();
		assertThat(plan.most(delivery(0, 0))).isEqualTo(5);
	}

	@Test
	void waitAfterWithoutLateRetriesGivesUpAfterTheQuickAttempts() {
		AttemptPlan plan = plan("1", 2, "", middle());
		assertThat(waitAfter(plan, 0, 0, 500)).contains(Duration.ofSeconds(1));
		assertThat(waitAfter(plan, 1, 0, 500)).isEmpty();
		assertThat(plan.most(delivery(0, 0))).isEqualTo(2);
	}

	@Test
	void waitAfterRedeliveryBeginsANewSeries() {
		AttemptPlan plan = plan("1,3", 2, "1m", middle());
		assertThat(waitAfter(plan, 3, 3, 500)).contains(Duration.ofSeconds(1));
		assertThat(waitAfter(plan, 4, 3, 500)).contains(Duration.ofMinutes(1));
		assertThat(waitAfter(plan, 5, 3, 500)).isEmpty();
		assertThat(plan.most(delivery(3, 3))).isEqualTo(6);
	}

	@ParameterizedTest
	@CsvSource({ "0, 8", "0.5, 10", "0.999999999, 12" })
	void waitAfterVariesLateWaitsByAFifth(double random, long minutes) {
		AttemptPlan plan = plan("1", 1, "10m", number(random));
		assertThat(waitAfter(plan, 0, 0, 500)).contains(Duration.ofMinutes(minutes));
	}

	@Test
	void waitAfterWithARealRandomStaysWithinAFifthAndVaries() {
		AttemptPlan plan = plan("1", 1, "10m", new Random(7));
		assertThat(IntStream.range(0, 200).mapToObj((i) -> waitAfter(plan, 0, 0, 500).orElseThrow()))
			.allMatch(
					(wait) -> wait.compareTo(Duration.ofMinutes(8)) >= 0 && wait.compareTo(Duration.ofMinutes(12)) <= 0)
			.doesNotHaveDuplicates();
	}

	@ParameterizedTest
	@ValueSource(ints = { 429, 503 })
	void waitAfterLateAttemptHonoursRetryAfterWithinBounds(int status) {
		assertThat(lateWait(status, "900")).contains(Duration.ofMinutes(15));
		assertThat(lateWait(status, "1")).contains(LATE);
		assertThat(lateWait(status, "86400")).contains(LATE.multipliedBy(2));
		assertThat(lateWait(status, "Wed, 25 Nov 2026 10:12:00 GMT")).contains(Duration.ofMinutes(12));
		assertThat(lateWait(status, "Wed, 25 Nov 2026 08:00:00 GMT")).contains(LATE);
		assertThat(lateWait(status, "soon")).contains(LATE);
		assertThat(lateWait(status, null)).contains(LATE);
		this.clock.advance(Duration.ofMinutes(1));
		assertThat(lateWait(status, "Wed, 25 Nov 2026 10:12:00 GMT")).contains(Duration.ofMinutes(11));
	}

	@Test
	void waitAfterIgnoresRetryAfterOfOtherAnswersAndBetweenQuickAttempts() {
		assertThat(lateWait(500, "900")).contains(LATE);
		AttemptPlan plan = plan("1", 2, "10m", middle());
		assertThat(plan.waitAfter(delivery(0, 0), answered(503, "900"))).contains(Duration.ofSeconds(1));
	}

	@Test
	void waitAfterGoneGivesUpAtOnce() {
		AttemptPlan plan = plan("1", 3, "10m", middle());
		assertThat(waitAfter(plan, 0, 0, 410)).isEmpty();
		assertThat(waitAfter(plan, 2, 0, 410)).isEmpty();
	}

	@Test
	void waitAfterAttemptWithoutAnswerFollowsThePlan() {
		AttemptPlan plan = plan("1", 1, "10m", middle());
		assertThat(plan.waitAfter(delivery(0, 0), Attempt.failed("timed out", "other", Duration.ZERO))).contains(LATE);
	}

	private Optional<Duration> lateWait(int status, @Nullable String retryAfter) {
		return plan("1", 1, "10m", middle()).waitAfter(delivery(0, 0), answered(status, retryAfter));
	}

	private static Optional<Duration> waitAfter(AttemptPlan plan, int attempts, int earlier, int status) {
		return plan.waitAfter(delivery(attempts, earlier), answered(status, null));
	}

	private static Attempt answered(int status, @Nullable String retryAfter) {
		return Attempt.answered(status, Duration.ofMillis(5), null, retryAfter);
	}

	private static Delivery delivery(int attempts, int earlier) {
		return new Delivery(JobId.random(), "owner", URI.create("http://example.com/"), "completed",
				new FixedBody("{}", null, "", ""), attempts, earlier, null, null);
	}

	private AttemptPlan plan(String quick, int quickAttempts, String late, RandomGenerator random) {
		return new AttemptPlan(RetrySchedule.parse(quick), quickAttempts, LateRetries.valueOf(late), random,
				this.clock);
	}

	private static RandomGenerator middle() {
		return number(0.5);
	}

	private static RandomGenerator number(double value) {
		return new RandomGenerator() {

			@Override
			public long nextLong() {
				throw new UnsupportedOperationException("Only doubles are asked for");
			}

			@Override
			public double nextDouble() {
				return value;
			}

		};
	}

}
