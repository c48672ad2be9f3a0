package io.wxomedia.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.QueryTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Reading} and {@link TimedReadings}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReadingTests {

	private final MovableClock clock = new MovableClock(Instant.parse("2026-11-25T08:00:00Z"));

	private int figure = 7;

	private boolean broken;

	@Test
	void whatWasNeverReadIsNoNumber() {
		assertThat(value(new Reading<>("figures", this::read, this.clock))).isNaN();
	}

	@Test
	void whatFailsToBeReadIsBelievedForAMinute(CapturedOutput output) {
		Reading<Integer> reading = new Reading<>("figures", this::read, this.clock);
		reading.refresh();
		this.broken = true;
		this.clock.advance(Duration.ofMinutes(1));
		reading.refresh();
		reading.refresh();
		assertThat(value(reading)).isEqualTo(7);
		this.clock.advance(Duration.ofMillis(1));
		assertThat(value(reading)).isNaN();
		this.broken = false;
		this.figure = 8;
		reading.refresh();
		assertThat(value(reading)).isEqualTo(8);
		assertThat(output.getAll().split("figures of figures cannot be read", -1)).hasSize(2);
	}

	@Test
	void sourceThatHangsHoldsUpNobodyWhoLooks() throws InterruptedException {
		TimedReadings readings = new TimedReadings(this.clock);
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch mayGoOn = new CountDownLatch(1);
		AtomicInteger reads = new AtomicInteger();
		Reading<Integer> hanging = readings.of("hanging figures", () -> {
			entered.countDown();
			await(mayGoOn);
			return reads.incrementAndGet();
		});
		readings.start();
		try {
			assertThat(entered.await(60, TimeUnit.SECONDS)).isTrue();
			assertThat(value(hanging)).isNaN();
			mayGoOn.countDown();
			Eventually.within(Duration.ofSeconds(60), () -> assertThat(value(hanging)).isPositive());
		}
		finally {
			readings.stop();
		}
		assertThat(readings.isRunning()).isFalse();
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private int read() {
		if (this.broken) {
			throw new QueryTimeoutException("The database does not answer");
		}
		return this.figure;
	}

	private static double value(Reading<Integer> reading) {
		return reading.value(Integer::doubleValue);
	}

}
