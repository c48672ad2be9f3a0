package io.wxomedia.durability;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.MovableClock;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Lets time go by while a test waits. When nothing is due and nothing is worked on, the
 * next thing to happen is that an entry of a queue comes due: so it is that late at once.
 */
final class PassingTime {

	private static final Duration PAUSE = Duration.ofMillis(10);

	private final MovableClock clock;

	private final JdbcClient jdbc;

	private final boolean duringWork;

	private PassingTime(MovableClock clock, JdbcClient jdbc, boolean duringWork) {
		this.clock = clock;
		this.jdbc = jdbc;
		this.duringWork = duringWork;
	}

	/**
	 * Time that also goes by while something is worked on.
	 */
	static PassingTime always(MovableClock clock, JdbcClient jdbc) {
		return new PassingTime(clock, jdbc, true);
	}

	/**
	 * Time that stands still while something is due or worked on.
	 */
	static PassingTime betweenWork(MovableClock clock, JdbcClient jdbc) {
		return new PassingTime(clock, jdbc, false);
	}

	/**
	 * Let time go by until an assertion holds.
	 * @param patience the longest to wait, in real time
	 * @param step how late it gets with each look at least
	 * @param assertion throws an {@link AssertionError} for as long as it does not hold
	 */
	void until(Duration patience, Duration step, Eventually.Assertion assertion) {
		value(patience, step, () -> {
			assertion.check();
			return true;
		});
	}

	/**
	 * Let time go by until a value is there.
	 * @param <T> the type of the value
	 * @param patience the longest to wait, in real time
	 * @param step how late it gets with each look at least
	 * @param source throws an {@link AssertionError} for as long as there is no value
	 * @return the value
	 */
	<T> T value(Duration patience, Duration step, Callable<T> source) {
		long begin = System.nanoTime();
		while (true) {
			try {
				return Eventually.value(Duration.ZERO, source);
			}
			catch (AssertionError ex) {
				if (System.nanoTime() - begin > patience.toNanos()) {
					throw ex;
				}
			}
			pass(step);
			LockSupport.parkNanos(PAUSE.toNanos());
		}
	}

	private void pass(Duration step) {
		Instant now = this.clock.instant();
		Optional<Duration> idle = idle(now);
		if (idle.isPresent() || this.duringWork) {
			Duration left = idle.orElse(Duration.ZERO);
			this.clock.advance((left.compareTo(step) > 0) ? left : step);
		}
	}

	/**
	 * Return how long nothing is due; nothing if something is or is worked on.
	 */
	private Optional<Duration> idle(Instant now) {
		return this.jdbc.sql("""
				select count(*) filter (where picked or execution_time <= :now) as busy, min(execution_time) as next
				from (select picked, execution_time from job_queue
					union all select picked, execution_time from batch_job_queue
					union all select picked, execution_time from delivery_queue) entries
				""")
			.param("now", now.atOffset(ZoneOffset.UTC))
			.query((row, number) -> (row.getInt("busy") != 0) ? Optional.<Duration>empty()
					: Optional.of(Duration.between(now, row.getObject("next", OffsetDateTime.class).toInstant())))
			.single();
	}

}
