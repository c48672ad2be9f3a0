package io.wxomedia.server;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RequestTarget}.
 */
class RequestTargetTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "a=b", "%20", "a%20b", "%C3%A9", "%e2%82%ac", "%F0%9F%8E%A8", "%41%C3%A9%42", "%00",
			"%25ff", "a+b&c=%2B", "%F4%8F%BF%BF", "%ED%9F%BF" })
	void findsNothingInGoodSpellings(String text) {
		assertThat(RequestTarget.fault(text)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "%", "a%", "%f", "%%", "%zz", "%f%20", "100%25%" })
	void findsPercentSignsWithoutDigits(String text) {
		assertThat(RequestTarget.fault(text)).contains("two hexadecimal digits", "%25");
	}

	@ParameterizedTest
	@ValueSource(strings = { "%ff", "%80", "%C3", "%C3x", "%C3%", "%C3%28", "%C0%AF", "%E0%80%AF", "%F0%80%80%AF",
			"%ED%A0%80", "%F4%90%80%80", "%F8%88%80%80%80", "%C3%A9%E9", "a=%e9&b=%C3%A9" })
	void findsWhatIsNoUtf8(String text) {
		assertThat(RequestTarget.fault(text)).contains("no UTF-8", "%C3%A9");
	}

	@Test
	void agreesWithJavaOnTwoBytes() {
		for (int first = 0; first < 256; first++) {
			for (int second = 0; second < 256; second++) {
				String decoded = new String(new byte[] { (byte) first, (byte) second }, StandardCharsets.UTF_8);
				assertThat(RequestTarget.fault(String.format("%%%02X%%%02x", first, second)) == null)
					.as("%02X %02X", first, second)
					.isEqualTo(decoded.indexOf('\ufffd') < 0);
			}
		}
	}

}
