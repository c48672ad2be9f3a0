package io.wxomedia.demo;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Pause}.
 */
class PauseTests {

	@Test
	void realTakesItsTime() throws Exception {
		long start = System.nanoTime();
		Pause.real().of(Duration.ofMillis(20));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(20));
	}

	@Test
	void realWhenInterruptedEndsAtOnce() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> Pause.real().of(Duration.ofHours(1)));
	}

}
