package io.wxomedia.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that decoding is bounded in passes, time and memory.
 */
class DecodingBoundsTests {

	@ParameterizedTest
	@CsvSource({ "grey.jpg, 1", "restarts.jpg, 1", "progressive.jpg, 10", "lossy.webp, 1", "alpha.webp, 1" })
	void effortCountsTheScansOfEverydayPictures(String file, int scans) throws Exception {
		DecodingEffort effort = TestPictures.effort(TestPictures.file(file));
		assertThat(effort.scans()).isEqualTo(scans);
		assertThatCode(effort::requireBounded).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@CsvSource({ "100, true", "101, false", "2000, false" })
	void decodeTakesOneHundredScansAtTheMost(int scans, boolean taken) throws Exception {
		byte[] jpeg = withScans(scans);
		assertThat(TestPictures.effort(jpeg).scans()).isEqualTo(scans);
		if (taken) {
			assertThat(TestPictures.decode(jpeg).getWidth()).isEqualTo(40);
		}
		else {
			assertThatExceptionOfType(BrokenPicture.class).isThrownBy(() -> TestPictures.decode(jpeg))
				.withMessageStartingWith("The JPEG has " + scans + " scans")
				.withMessageContaining("at most 100 are taken. Save it again");
		}
	}

	@Test
	void inspectTakesAnyNumberOfScansAsAResultThatWasPaidForIsKept() throws Exception {
		assertThat(TestPictures.inspect(withScans(101)).width()).isEqualTo(40);
	}

	@Test
	void decodeTakesPixelsOfOneColourWhoseCodesHaveNoBits() throws Exception {
		BufferedImage image = TestPictures.decode(lossless(1000, 700, 1));
		assertThat(image.getRGB(0, 0)).isEqualTo(image.getRGB(999, 699)).isEqualTo(0xFF1E0A32);
	}

	@Test
	void decodeOfPixelsThatAreNotThereEndsAtOnce() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long allocated = threads.getCurrentThreadAllocatedBytes();
		assertThatExceptionOfType(BrokenPicture.class).isThrownBy(() -> TestPictures.decode(lossless(1000, 700, 2)))
			.withMessage("The WEBP is damaged: its pixels cannot be decoded");
		assertThat(threads.getCurrentThreadAllocatedBytes() - allocated).isLessThan(50_000_000);
	}

	/**
	 * Write a lossless WebP that is over after its codes: each is a symbol of no bits, or
	 * two of one bit.
	 */
	private static byte[] lossless(int width, int height, int greens) {
		StringBuilder bits = new StringBuilder();
		int[][] fields = { { width - 1, 14 }, { height - 1, 14 }, { 0, 4 }, { 0, 3 } };
		for (int[] field : fields) {
			append(bits, field[0], field[1]);
		}
		int[] symbols = { 10, 30, 50, 255, 0 };
		for (int i = 0; i < symbols.length; i++) {
			boolean two = i == 0 && greens == 2;
			append(bits, two ? 0b111 : 0b101, 3);
			append(bits, symbols[i], 8);
			append(bits, 99, two ? 8 : 0);
		}
		byte[] data = new byte[bits.length() / 8 + 1];
		for (int i = 0; i < bits.length(); i++) {
			data[i / 8] |= (byte) ((bits.charAt(i) - '0') << i % 8);
		}
		int length = 1 + data.length;
		ByteBuffer file = ByteBuffer.allocate(20 + length + (length & 1)).order(ByteOrder.LITTLE_ENDIAN);
		file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(file.capacity() - 8);
		file.put("WEBPVP8L".getBytes(StandardCharsets.US_ASCII)).putInt(length);
		return file.put((byte) 0x2F).put(data).array();
	}

	private static void append(StringBuilder bits, int value, int count) {
		for (int i = 0; i < count; i++) {
			bits.append(value >> i & 1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "grey.jpg", "progressive.jpg", "cmyk.jpg", "lossy.webp", "lossless.webp", "alpha.webp" })
	void decodeEndsWhenTheTimeIsOver(String file) {
		byte[] picture = TestPictures.file(file);
		CountingClock clock = new CountingClock();
		Deadline deadline = Deadline.in(Duration.ofSeconds(3), clock);
		assertThatExceptionOfType(DeadlinePassed.class)
			.isThrownBy(() -> Pictures.decode(new ByteArrayInputStream(picture), deadline))
			.withMessage("Decoding the picture took too long");
		assertThat(clock.asked.get()).isBetween(3, 8);
	}

	@Test
	void decodeOfAPngEndsBetweenTwoRows() {
		byte[] png = new TestPng(16_384, 60, 8, 0, false).pixels((x, y, channel) -> 0).end();
		CountingClock clock = new CountingClock();
		Deadline deadline = Deadline.in(Duration.ofSeconds(30), clock);
		assertThatExceptionOfType(DeadlinePassed.class)
			.isThrownBy(() -> Pictures.decode(new ByteArrayInputStream(png), deadline));
		assertThat(clock.asked.get()).isBetween(30, 33);
	}

	@ParameterizedTest
	@ValueSource(strings = { "png", "progressive.jpg", "lossy.webp", "lossless.webp" })
	void decodeEndsWhenTheThreadIsInterrupted(String file) {
		byte[] picture = (file.equals("png")) ? TestPictures.png() : TestPictures.file(file);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> TestPictures.decode(picture));
		assertThat(Thread.interrupted()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "1, 200000, 1, 0", "500000, 1, 1, 0", "500000, 1, 16, 2", "300000, 5, 8, 6", "900, 700, 16, 6",
			"900, 700, 8, 4", "5, 4, 2, 3" })
	void effortKnowsTheMemoryThatAPngTakes(int width, int height, int depth, int colours) throws Exception {
		TestPng png = new TestPng(width, height, depth, colours, false).chunk("PLTE", new byte[12]);
		assertThatEffortCovers(png.pixels((x, y, channel) -> x ^ y).end());
		assertThatEffortCovers(png.chunk("eXIf", TestPictures.exif(6)).end());
	}

	@ParameterizedTest
	@ValueSource(strings = { "grey.jpg", "restarts.jpg", "progressive.jpg", "cmyk.jpg", "ycck.jpg",
			"exif-count-too-large.jpg", "lossy.webp", "lossless.webp", "alpha.webp", "lossless-alpha.webp" })
	void effortKnowsTheMemoryThatAPictureTakes(String file) throws Exception {
		assertThatEffortCovers(TestPictures.file(file));
	}

	private static void assertThatEffortCovers(byte[] picture) throws Exception {
		// What is allocated by every decoder once, buffers and the like.
		long once = 3_000_000;
		TestPictures.decode(picture);
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
		TestPictures.decode(picture);
		long taken = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
		assertThat(taken - picture.length).isLessThan(TestPictures.effort(picture).heap() + once);
	}

	/**
	 * Repeat the last scan of a progressive JPEG.
	 */
	private static byte[] withScans(int scans) {
		byte[] jpeg = TestPictures.file("progressive.jpg");
		int last = jpeg.length;
		int count = 0;
		for (int i = 0; i < jpeg.length - 1; i++) {
			if (jpeg[i] == (byte) 0xFF && jpeg[i + 1] == (byte) 0xDA) {
				last = i;
				count++;
			}
		}
		ByteArrayOutputStream more = new ByteArrayOutputStream();
		more.write(jpeg, 0, jpeg.length - 2);
		for (int i = count; i < scans; i++) {
			more.write(jpeg, last, jpeg.length - 2 - last);
		}
		more.write(jpeg, jpeg.length - 2, 2);
		return more.toByteArray();
	}

	/**
	 * A clock that goes on by a second whenever it is asked.
	 */
	private static final class CountingClock extends Clock {

		private final AtomicInteger asked = new AtomicInteger();

		@Override
		public Instant instant() {
			return Instant.ofEpochSecond(this.asked.getAndIncrement());
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			throw new UnsupportedOperationException("Times are told in UTC");
		}

	}

}
