package io.wxomedia.server;

import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

import io.wxomedia.testing.FuzzTests;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fuzzes {@link RequestTarget}: what it lets through means the same text to whoever
 * decodes it, and what it refuses has a byte or a percent sign that means nothing.
 */
class RequestTargetFuzzTests extends FuzzTests {

	RequestTargetFuzzTests() {
		super("request-target", 50_000);
	}

	@Override
	protected void run(byte[] input) {
		// As the server hands it over: one character for each byte.
		String text = new String(input, StandardCharsets.ISO_8859_1);
		String fault = RequestTarget.fault(text);
		assertThat(fault == null).as("%s: %s", text, fault).isEqualTo(isSound(text));
		if (fault == null && !text.toUpperCase(Locale.ROOT).contains("%EF%BF%BD")) {
			assertThat(URLDecoder.decode(text, StandardCharsets.UTF_8)).doesNotContain("\uFFFD");
		}
		if (fault != null) {
			assertThat(fault).hasSizeLessThan(200);
		}
	}

	/**
	 * Decode each run of escapes and encode it again: only sound UTF-8 comes back as it
	 * was.
	 */
	private static boolean isSound(String text) {
		ByteArrayOutputStream run = new ByteArrayOutputStream();
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) != '%') {
				if (!comesBack(run)) {
					return false;
				}
				continue;
			}
			if (i + 2 >= text.length() || !isHex(text.charAt(i + 1)) || !isHex(text.charAt(i + 2))) {
				return false;
			}
			run.write(16 * value(text.charAt(i + 1)) + value(text.charAt(i + 2)));
			i += 2;
		}
		return comesBack(run);
	}

	private static boolean comesBack(ByteArrayOutputStream run) {
		byte[] bytes = run.toByteArray();
		run.reset();
		return Arrays.equals(bytes, new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
	}

	private static boolean isHex(char c) {
		return "0123456789abcdefABCDEF".indexOf(c) >= 0;
	}

	private static int value(char c) {
		return "0123456789abcdef".indexOf(Character.toLowerCase(c));
	}

}
