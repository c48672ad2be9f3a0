package io.wxomedia.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Pictures}. The files show four flat quarters: red and green above,
 * blue and white below.
 */
class PicturesTests {

	private static final int RED = 0xFFDC281E;

	private static final int GREEN = 0xFF28B43C;

	private static final int BLUE = 0xFF1E3CC8;

	private static final int WHITE = 0xFFF0F0F0;

	@ParameterizedTest
	@CsvSource({ "progressive.jpg, 4", "restarts.jpg, 4", "cmyk.jpg, 12", "ycck.jpg, 12", "lossy.webp, 8",
			"lossless.webp, 0" })
	void decodeWhenOpaqueShowsTheColours(String file, int tolerance) throws Exception {
		BufferedImage image = TestPictures.decode(TestPictures.file(file));
		assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_3BYTE_BGR);
		assertQuarters(image, tolerance);
	}

	@Test
	void decodeWhenGreyJpegKeepsValues() throws Exception {
		BufferedImage image = TestPictures.decode(TestPictures.file("grey.jpg"));
		assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_3BYTE_BGR);
		assertColour(image, 3, 3, 0xFF5D5D5D, 3);
		assertColour(image, 30, 3, 0xFF7D7D7D, 3);
		assertColour(image, 3, 20, 0xFF434343, 3);
		assertColour(image, 30, 20, WHITE, 3);
	}

	@Test
	void decodeWhenLosslessWebpHasAlphaKeepsValues() throws Exception {
		BufferedImage image = TestPictures.decode(TestPictures.file("lossless-alpha.webp"));
		assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_INT_ARGB);
		for (int x = 0; x < 40; x++) {
			int above = (x < 20) ? RED : GREEN;
			assertThat(image.getRGB(x, 5)).isEqualTo(above & 0xFFFFFF | x * 6 << 24);
		}
	}

	@Test
	void decodeWhenLossyWebpHasAlphaKeepsAlpha() throws Exception {
		BufferedImage image = TestPictures.decode(TestPictures.file("alpha.webp"));
		assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_INT_ARGB);
		for (int x = 0; x < 40; x++) {
			assertThat(image.getRGB(x, 5) >>> 24).isEqualTo(x * 6);
		}
	}

	@ParameterizedTest
	@CsvSource({ "1, 0, 0, 39, 0", "2, 39, 0, 0, 0", "3, 39, 23, 0, 23", "4, 0, 23, 39, 23", "5, 0, 0, 0, 39",
			"6, 23, 0, 23, 39", "7, 23, 39, 23, 0", "8, 0, 39, 0, 0" })
	void decodeWhenExifNamesAnOrientationAppliesIt(int value, int redX, int redY, int greenX, int greenY)
			throws Exception {
		byte[] exif = TestPictures.exif(value);
		byte[] jpeg = TestPictures.jpegWithExif(TestPictures.file("restarts.jpg"), exif);
		byte[] webp = TestPictures.webpWithExif(TestPictures.file("lossless.webp"), exif);
		byte[] prefixed = TestPictures.webpWithExif(TestPictures.file("lossless.webp"),
				TestPictures.joined("Exif\0\0".getBytes(), exif));
		for (byte[] picture : new byte[][] { jpeg, webp, prefixed }) {
			BufferedImage image = TestPictures.decode(picture);
			assertThat(image.getWidth()).isEqualTo((value < 5) ? 40 : 24);
			assertThat(image.getHeight()).isEqualTo((value < 5) ? 24 : 40);
			assertColour(image, redX, redY, RED, 4);
			assertColour(image, greenX, greenY, GREEN, 4);
		}
	}

	@Test
	void decodeWhenTheExifCountIsTooLargeTurnsThePicture() throws Exception {
		BufferedImage image = TestPictures.decode(TestPictures.file("exif-count-too-large.jpg"));
		assertThat(image.getWidth()).isEqualTo(160);
		assertThat(image.getHeight()).isEqualTo(240);
		byte[] exif = TestPictures.exif(6);
		ByteBuffer.wrap(exif).putShort(8, (short) 500);
		byte[] png = new TestPng(40, 24, 8, 2, false).chunk("eXIf", exif).pixels((x, y, channel) -> 0).end();
		byte[] prefixed = new TestPng(40, 24, 8, 2, false)
			.chunk("eXIf", TestPictures.joined("Exif\0\0".getBytes(), exif))
			.pixels((x, y, channel) -> 0)
			.end();
		byte[] webp = TestPictures.webpWithExif(TestPictures.file("lossless.webp"), exif);
		for (byte[] picture : new byte[][] { png, prefixed, webp }) {
			assertThat(TestPictures.decode(picture).getWidth()).isEqualTo(24);
		}
	}

	@Test
	void decodeWhenTransparentPictureIsTurnedKeepsValues() throws Exception {
		byte[] webp = TestPictures.webpWithExif(TestPictures.file("lossless-alpha.webp"), TestPictures.exif(8));
		// The alpha flag beside the EXIF flag.
		webp[20] |= 0x10;
		BufferedImage image = TestPictures.decode(webp);
		assertThat(image.getRGB(5, 39 - 7)).isEqualTo(RED & 0xFFFFFF | 7 * 6 << 24);
	}

	@Test
	void decodeWhenExifIsDamagedShowsItAsStored() throws Exception {
		Random random = new Random(3);
		for (int round = 0; round < 500; round++) {
			byte[] exif = TestPictures.exif(1);
			exif[random.nextInt(exif.length)] = (byte) random.nextInt();
			byte[] jpeg = TestPictures.jpegWithExif(TestPictures.file("restarts.jpg"), exif);
			assertThat(TestPictures.decode(jpeg).getWidth()).isIn(40, 24);
		}
		byte[] jpeg = TestPictures.jpegWithExif(TestPictures.file("restarts.jpg"), new byte[0]);
		assertQuarters(TestPictures.decode(jpeg), 4);
	}

	@ParameterizedTest
	@ValueSource(strings = { "grey.jpg", "cmyk.jpg", "ycck.jpg", "progressive.jpg", "restarts.jpg", "lossy.webp",
			"lossless.webp", "alpha.webp", "lossless-alpha.webp" })
	void decodeWhenBytesAreDamagedFailsOnlyAsBroken(String file) throws Exception {
		Random random = new Random(5);
		byte[] picture = TestPictures.file(file);
		for (int round = 0; round < 150; round++) {
			byte[] damaged = Arrays.copyOf(picture, picture.length);
			for (int i = 0; i <= round % 3; i++) {
				damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
			}
			try {
				PictureHeader header = TestPictures.inspect(damaged);
				if (header.pixels() < 1_000_000) {
					TestPictures.decode(damaged);
				}
			}
			catch (BrokenPicture | UnsupportedPicture ex) {
				assertThat(ex).hasMessageStartingWith("The ");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "restarts.jpg", "lossy.webp", "lossless-alpha.webp" })
	void decodeWhenCutOffFails(String file) {
		byte[] picture = TestPictures.file(file);
		for (int length = 0; length < picture.length; length += 3) {
			byte[] cut = Arrays.copyOf(picture, length);
			assertThatExceptionOfType(BrokenPicture.class).isThrownBy(() -> TestPictures.decode(cut));
		}
	}

	@Test
	void decodeWhenOtherContentSaysWhatIsAccepted() {
		assertThatExceptionOfType(BrokenPicture.class).isThrownBy(() -> TestPictures.decode("GIF89a".getBytes()))
			.withMessageContaining("only PNG, JPEG and WebP are accepted");
	}

	@ParameterizedTest
	@CsvSource({ "1, 1", "7, 5", "1000, 3", "1500, 1100" })
	void writePngWritesTheValuesThatDecodeReads(int width, int height) throws Exception {
		Random random = new Random(width);
		for (int type : new int[] { BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_INT_ARGB,
				BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_4BYTE_ABGR }) {
			BufferedImage image = new BufferedImage(width, height, type);
			for (int y = 0; y < height; y++) {
				for (int x = 0; x < width; x++) {
					image.setRGB(x, y, random.nextInt());
				}
			}
			byte[] png = png(image);
			assertThat(TestPictures.inspect(png)).isEqualTo(new PictureHeader(PictureFormat.PNG, width, height));
			assertSamePixels(TestPictures.decode(png), image);
			assertSamePixels(ImageIO.read(new ByteArrayInputStream(png)), image);
		}
	}

	@Test
	void writeJpegWritesTheColoursOnWhite() throws Exception {
		BufferedImage image = TestPictures.decode(TestPictures.file("lossless.webp"));
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		Pictures.writeJpeg(image, 0.95f, out);
		assertQuarters(TestPictures.decode(out.toByteArray()), 12);
		BufferedImage transparent = new BufferedImage(16, 16, BufferedImage.TYPE_INT_ARGB);
		out.reset();
		Pictures.writeJpeg(transparent, 0.9f, out);
		assertColour(TestPictures.decode(out.toByteArray()), 8, 8, 0xFFFFFFFF, 1);
	}

	@Test
	void writeLeavesTheStreamOpen() throws Exception {
		AtomicBoolean closed = new AtomicBoolean();
		ByteArrayOutputStream out = new ByteArrayOutputStream() {

			@Override
			public void close() {
				closed.set(true);
			}

		};
		BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_3BYTE_BGR);
		Pictures.writePng(image, out);
		Pictures.writeJpeg(image, 0.9f, out);
		assertThat(closed).isFalse();
	}

	private static byte[] png(BufferedImage image) throws Exception {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		Pictures.writePng(image, out);
		return out.toByteArray();
	}

	private static void assertSamePixels(BufferedImage actual, BufferedImage expected) {
		int width = expected.getWidth();
		int height = expected.getHeight();
		assertThat(actual.getRGB(0, 0, width, height, null, 0, width))
			.isEqualTo(expected.getRGB(0, 0, width, height, null, 0, width));
	}

	private static void assertQuarters(BufferedImage image, int tolerance) {
		assertThat(image.getWidth()).isEqualTo(40);
		assertThat(image.getHeight()).isEqualTo(24);
		assertColour(image, 4, 4, RED, tolerance);
		assertColour(image, 35, 4, GREEN, tolerance);
		assertColour(image, 4, 19, BLUE, tolerance);
		assertColour(image, 35, 19, WHITE, tolerance);
	}

	private static void assertColour(BufferedImage image, int x, int y, int expected, int tolerance) {
		int actual = image.getRGB(x, y);
		for (int shift = 0; shift < 32; shift += 8) {
			assertThat(Math.abs((actual >> shift & 0xFF) - (expected >> shift & 0xFF)))
				.as("%08x at %d, %d instead of %08x", actual, x, y, expected)
				.isLessThanOrEqualTo(tolerance);
		}
	}

}
