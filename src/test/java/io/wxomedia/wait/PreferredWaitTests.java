package io.wxomedia.wait;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PreferredWait}.
 */
class PreferredWaitTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			wait=10 | 10
			Wait = 10 | 10
			wait="10" | 10
			wait=010 | 10
			respond-async, wait=10 | 10
			respond-async,wait=10 | 10
			foo; bar="a, wait=5", wait=10 | 10
			foo="a \\" wait=5"; x; y=z ;, wait=10;q=1 | 10
			, ,wait=10 | 10
			wait=0 | 1
			wait=60 | 60
			wait=61 | 60
			wait=99999999999999999999 | 60
			wait=10, wait=20 | 10
			""")
	void isReadAsTheRfcWritesIt(String header, int seconds) {
		assertThat(PreferredWait.of(List.of(header))).contains(new PreferredWait(seconds));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "wait", "wait=", "wait=soon", "wait=-1", "wait=1.5", "wait=\"1", "waiting=10",
			"return=minimal", "x; wait=10", "wait=soon, wait=10", "(wait=10)", "=10", "respond-async wait=10",
			"foo=\"unclosed, wait=10" })
	void whatIsMalformedIsIgnored(String header) {
		assertThat(PreferredWait.of(List.of(header))).isEmpty();
	}

	@Test
	void comesFromTheFirstHeaderThatHasIt() {
		assertThat(PreferredWait.of(List.of("return=minimal", "wait=3", "wait=4"))).contains(new PreferredWait(3));
		assertThat(PreferredWait.of(List.of())).isEmpty();
	}

	@Test
	void longHeaderCostsLittle() {
		char[] letters = new char[60_000];
		Arrays.fill(letters, ';');
		assertThat(PreferredWait.of(List.of("a" + new String(letters)))).isEmpty();
		Arrays.fill(letters, ',');
		assertThat(PreferredWait.of(List.of(new String(letters, 0, 1000) + "wait=2"))).contains(new PreferredWait(2));
	}

}
