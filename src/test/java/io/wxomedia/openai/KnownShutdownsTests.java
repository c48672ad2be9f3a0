package io.wxomedia.openai;

import java.time.LocalDate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KnownShutdowns}.
 */
class KnownShutdownsTests {

	private final KnownShutdowns shutdowns = KnownShutdowns.read();

	@ParameterizedTest
	@CsvSource({ "gpt-image-1, 2026-10-23", "gpt-image-1-2025-04-15, 2026-10-23", "gpt-image-1-mini, 2026-12-01",
			"gpt-image-1.5, 2026-12-01", "gpt-image-1.5-2025-12-16, 2026-12-01", "chatgpt-image-latest, 2026-12-01",
			"dall-e-2, 2026-05-12", "gpt-image-2,", "gpt-image-2-2026-04-21,", "gpt-image-10,", "as-of," })
	void datesAreFoundByModelOrSnapshot(String model, LocalDate date) {
		assertThat(this.shutdowns.of(model)).isEqualTo(date);
	}

	@Test
	void listSaysHowOldItIs() {
		assertThat(this.shutdowns.asOf()).isAfterOrEqualTo(LocalDate.of(2026, 11, 20));
	}

}
