package io.wxomedia.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BodyEncoding}.
 */
class BodyEncodingTests {

	@Test
	void passesAnyStartThatCouldBeJsonOnUnchanged() throws IOException {
		for (String text : new String[] { "", "{", "{}", "\ufeff{}", "{\"a\": 1}", "   ", "17", "x" }) {
			byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
			assertThat(BodyEncoding.checkingStart(trickling(bytes)).readAllBytes()).isEqualTo(bytes);
			InputStream single = BodyEncoding.checkingStart(trickling(bytes));
			for (byte expected : bytes) {
				assertThat(single.read()).isEqualTo(expected & 0xff);
			}
			assertThat(single.read()).isEqualTo(-1);
		}
	}

	/**
	 * Sequences of bytes that are mostly near the edges of what UTF-8 allows.
	 */
	@Test
	void findsWhatIsNoUtf8AsJavaDoes() throws IOException {
		int[] edges = { 0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec,
				0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff };
		Random random = new Random(21);
		for (int round = 0; round < 50_000; round++) {
			byte[] bytes = new byte[1 + random.nextInt(6)];
			for (int i = 0; i < bytes.length; i++) {
				bytes[i] = (byte) edges[random.nextInt(edges.length)];
			}
			// What is cut off at the end is left to the parser.
			byte[] ended = Arrays.copyOf(bytes, bytes.length + 1);
			ended[bytes.length] = 'e';
			assertThat(isTaken(ended)).as(Arrays.toString(ended)).isEqualTo(isUtf8(ended));
		}
	}

	private static boolean isTaken(byte[] bytes) throws IOException {
		try {
			assertThat(BodyEncoding.checkingUtf8(trickling(bytes)).readAllBytes()).isEqualTo(bytes);
			return true;
		}
		catch (Refusal ex) {
			assertThat(ex.status().value()).isEqualTo(415);
			return false;
		}
	}

	private static boolean isUtf8(byte[] bytes) {
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
			return true;
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

	/**
	 * One byte at a time, as a slow network brings them.
	 */
	private static InputStream trickling(byte[] bytes) {
		return new ByteArrayInputStream(bytes) {
			@Override
			public synchronized int read(byte[] into, int offset, int length) {
				return super.read(into, offset, Math.min(length, 1));
			}
		};
	}

}
