package io.wxomedia.web;

import java.nio.charset.CharacterCodingException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HeaderText}.
 */
class HeaderTextTests {

	@ParameterizedTest
	@CsvSource({ "plain, plain", "p\u00c3\u00a4ss, p\u00e4ss", "p\u00e4ss, p\u00e4ss" })
	void lenientReadsUtf8AndElseLatin1(String header, String text) {
		assertThat(HeaderText.lenient(header)).isEqualTo(text);
	}

	@Test
	void utf8RefusesOtherBytes() throws CharacterCodingException {
		assertThat(HeaderText.utf8(null)).isNull();
		assertThat(HeaderText.utf8("\u00e6\u0097\u00a5")).isEqualTo("\u65e5");
		assertThatExceptionOfType(CharacterCodingException.class).isThrownBy(() -> HeaderText.utf8("\u00c0\u00af"));
	}

}
