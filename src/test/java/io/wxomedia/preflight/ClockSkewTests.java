package io.wxomedia.preflight;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.wxomedia.testing.MovableClock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClockSkew}.
 */
class ClockSkewTests {

	private static final String DATE = "Sat, 21 Nov 2026 12:00:00 GMT";

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			0    | OK      | agrees with the store to within 1 s
			60   | OK      | to within 61 s
			-60  | OK      | to within 61 s
			61   | WARNING | is 61 s ahead of the store
			-61  | WARNING | is 61 s behind the store
			300  | WARNING | is 300 s ahead
			301  | PROBLEM | is 301 s ahead
			-301 | PROBLEM | is 301 s behind
			""")
	void judgesHowFarTheClockIsOff(int seconds, Level level, String message) {
		MovableClock clock = new MovableClock(Instant.parse("2026-11-21T12:00:00Z"));
		clock.advance(Duration.ofSeconds(seconds));
		Findings heard = new Findings("store", clock);
		heard.serverDate("the store", DATE);
		Findings judged = new Findings(ClockSkew.NAME, clock);
		ClockSkew.judge(heard.skews(), judged);
		assertThat(judged.lines()).singleElement().satisfies((line) -> {
			assertThat(line.level()).isEqualTo(level);
			assertThat(line.message()).contains(message);
			assertThat(line.mend() == null).isEqualTo(level == Level.OK);
		});
	}

	@ParameterizedTest
	@CsvSource({ "5, -400, store", "-500, 400, openai" })
	void judgesTheWorst(int openai, int store, String worst) {
		Findings judged = new Findings(ClockSkew.NAME, new MovableClock(Instant.EPOCH));
		ClockSkew.judge(Map.of("openai", Duration.ofSeconds(openai), "store", Duration.ofSeconds(store)), judged);
		assertThat(judged.lines()).singleElement()
			.extracting(Finding::message)
			.asString()
			.endsWith("s behind " + worst + ".");
	}

}
