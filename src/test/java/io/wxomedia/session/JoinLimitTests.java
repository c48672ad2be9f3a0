package io.wxomedia.session;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import io.wxomedia.web.Refusal;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JoinLimit}.
 */
class JoinLimitTests {

	private final JoinLimit limit = new JoinLimit(Clock.fixed(Instant.parse("2026-11-27T10:00:00Z"), ZoneOffset.UTC));

	@Test
	void codesLookedUpAtTheSameMomentTellNoMoreThanOneAfterTheOther() {
		for (int i = 0; i < 50; i++) {
			this.limit.require("guesser");
		}
		this.limit.judge("guesser", true);
		for (int i = 0; i < JoinLimit.UNKNOWN_A_MINUTE; i++) {
			this.limit.judge("guesser", false);
		}
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> this.limit.judge("guesser", false));
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> this.limit.judge("guesser", true));
		this.limit.judge("somebody else", true);
	}

}
