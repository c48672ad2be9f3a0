package io.wxomedia.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ExifDirectory}.
 */
class ExifDirectoryTests {

	private static final int BYTE = 1;

	private static final int ASCII = 2;

	private static final int SHORT = 3;

	private static final int LONG = 4;

	@ParameterizedTest
	@CsvSource({ "1, 1", "2, 1", "2, 2", "5, 1", "65535, 1", "65535, 2" })
	void orientationWhenTheCountIsTooLargeIsThatOfTheEntries(int count, int entries) {
		for (ByteOrder order : orders()) {
			ByteBuffer tiff = tiff(order, count, entries * 12);
			if (entries == 2) {
				entry(tiff, 0x010F, ASCII, 4, 0);
			}
			entry(tiff, 0x0112, SHORT, 1, 6);
			assertThat(ExifDirectory.orientation(tiff.array())).as("%s", order).isEqualTo(6);
		}
	}

	@ParameterizedTest
	@CsvSource({ "1, 8", "3, 8", "4, 8", "6, 8", "8, 8", "9, 8", "2, 0", "5, 0", "7, 0", "12, 0", "0, 0", "999, 0" })
	void orientationMayHaveAnyIntegerType(int type, int expected) {
		for (ByteOrder order : orders()) {
			ByteBuffer tiff = tiff(order, 1, 16);
			entry(tiff, 0x0112, type, 1, 8);
			assertThat(ExifDirectory.orientation(tiff.array())).as("%s", order).isEqualTo(expected);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "a next directory that is nowhere", "text after it" })
	void orientationIsReadWhateverFollowsTheDirectory(String next) {
		for (ByteOrder order : orders()) {
			ByteBuffer tiff = tiff(order, 1, 12 + next.length());
			entry(tiff, 0x0112, SHORT, 1, 3);
			tiff.put(next.getBytes(StandardCharsets.US_ASCII));
			assertThat(ExifDirectory.orientation(tiff.array())).isEqualTo(3);
		}
	}

	@Test
	void orientationIsReadBesideEntriesWhoseValuesAreNowhere() {
		ByteBuffer tiff = tiff(ByteOrder.LITTLE_ENDIAN, 3, 36);
		entry(tiff, 0x010F, ASCII, Integer.MAX_VALUE, -1);
		entry(tiff, 0x0112, SHORT, 1, 5);
		entry(tiff, 0x8769, LONG, 1, 0x7FFFFFFF);
		assertThat(ExifDirectory.orientation(tiff.array())).isEqualTo(5);
	}

	@Test
	void orientationWhenThePrefixIsThereIsTheSame() {
		byte[] exif = TestPictures.joined("Exif\0\0".getBytes(StandardCharsets.US_ASCII), TestPictures.exif(7));
		assertThat(ExifDirectory.orientation(exif)).isEqualTo(7);
	}

	@Test
	void orientationWhenCutOffIsNone() {
		byte[] exif = TestPictures.exif(6);
		for (int length = 0; length < 22; length++) {
			assertThat(ExifDirectory.orientation(Arrays.copyOf(exif, length))).isZero();
		}
		assertThat(ExifDirectory.orientation(Arrays.copyOf(exif, 22))).isEqualTo(6);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 25, 26, 27 })
	void orientationWhenTheDirectoryIsNowhereIsNone(int offset) {
		byte[] exif = TestPictures.exif(6);
		ByteBuffer.wrap(exif).putInt(4, offset);
		assertThat(ExifDirectory.orientation(exif)).isZero();
	}

	@Test
	void orientationOfNoiseFailsInNoWay() {
		Random random = new Random(9);
		for (int round = 0; round < 20_000; round++) {
			byte[] noise = new byte[random.nextInt(60)];
			random.nextBytes(noise);
			System.arraycopy(TestPictures.exif(1), 0, noise, 0, Math.min(noise.length, random.nextInt(12)));
			assertThat(ExifDirectory.orientation(noise)).isBetween((long) Integer.MIN_VALUE, (long) Integer.MAX_VALUE);
		}
	}

	private static ByteOrder[] orders() {
		return new ByteOrder[] { ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN };
	}

	private static ByteBuffer tiff(ByteOrder order, int count, int more) {
		ByteBuffer tiff = ByteBuffer.allocate(10 + more).order(order);
		tiff.put(((order == ByteOrder.BIG_ENDIAN) ? "MM" : "II").getBytes(StandardCharsets.US_ASCII));
		return tiff.putShort((short) 42).putInt(8).putShort((short) count);
	}

	private static void entry(ByteBuffer tiff, int tag, int type, int count, int value) {
		tiff.putShort((short) tag).putShort((short) type).putInt(count);
		switch (type) {
			case BYTE, 6 -> tiff.put((byte) value).put(new byte[3]);
			case SHORT, 8 -> tiff.putShort((short) value).putShort((short) 0);
			default -> tiff.putInt(value);
		}
	}

}
