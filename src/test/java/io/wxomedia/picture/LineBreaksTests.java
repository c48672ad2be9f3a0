package io.wxomedia.picture;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LineBreaks}.
 */
class LineBreaksTests {

	private static final List<String> WORDS = List.of("DEMO", "-", "FALLBACK", "(OpenAI", "billing", "limit)");

	@Test
	void intoOneLineKeepsTheTextTogether() {
		assertThat(LineBreaks.into(1, WORDS)).containsExactly("DEMO - FALLBACK (OpenAI billing limit)");
	}

	@Test
	void intoTwoLinesKeepsThemShort() {
		assertThat(LineBreaks.into(2, WORDS)).containsExactly("DEMO - FALLBACK", "(OpenAI billing limit)");
	}

	@Test
	void intoManyLinesBreaksBetweenWordsOnly() {
		assertThat(LineBreaks.into(9, WORDS)).allSatisfy((line) -> assertThat(line.split(" ")).isSubsetOf(WORDS));
	}

}
