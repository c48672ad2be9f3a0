package io.wxomedia.picture;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PngDecoder}.
 */
class PngDecoderTests {

	private static final int WIDTH = 21;

	private static final int HEIGHT = 13;

	@ParameterizedTest
	@CsvSource({ "1, false", "1, true", "2, false", "2, true", "4, false", "4, true", "8, false", "8, true",
			"16, false", "16, true" })
	void decodeWhenGreyKeepsValues(int depth, boolean interlaced) throws Exception {
		TestPng.Samples samples = samples(depth);
		BufferedImage image = TestPictures
			.decode(new TestPng(WIDTH, HEIGHT, depth, 0, interlaced).pixels(samples).end());
		assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_3BYTE_BGR);
		assertPixels(image, (x, y) -> grey(255, scaled(samples.at(x, y, 0), depth)));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 4, 8, 16 })
	void decodeWhenOneGreyIsTransparentKeepsValues(int depth) throws Exception {
		TestPng.Samples samples = samples(depth);
		int key = samples.at(3, 5, 0);
		BufferedImage image = TestPictures
			.decode(new TestPng(WIDTH, HEIGHT, depth, 0, false).chunk("tRNS", (byte) (key >> 8), (byte) key)
				.pixels(samples)
				.end());
		assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_INT_ARGB);
		assertPixels(image, (x, y) -> {
			int sample = samples.at(x, y, 0);
			return grey((sample == key) ? 0 : 255, scaled(sample, depth));
		});
	}

	@ParameterizedTest
	@CsvSource({ "8, false", "8, true", "16, false", "16, true" })
	void decodeWhenGreyAlphaKeepsValues(int depth, boolean interlaced) throws Exception {
		TestPng.Samples samples = samples(depth);
		BufferedImage image = TestPictures
			.decode(new TestPng(WIDTH, HEIGHT, depth, 4, interlaced).pixels(samples).end());
		assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_INT_ARGB);
		assertPixels(image, (x, y) -> grey(scaled(samples.at(x, y, 1), depth), scaled(samples.at(x, y, 0), depth)));
	}

	@ParameterizedTest
	@CsvSource({ "8, false", "8, true", "16, false", "16, true" })
	void decodeWhenRgbKeepsValues(int depth, boolean interlaced) throws Exception {
		TestPng.Samples samples = samples(depth);
		BufferedImage image = TestPictures
			.decode(new TestPng(WIDTH, HEIGHT, depth, 2, interlaced).pixels(samples).end());
		assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_3BYTE_BGR);
		assertPixels(image, (x, y) -> argb(255, samples, x, y, depth));
	}

	@ParameterizedTest
	@ValueSource(ints = { 8, 16 })
	void decodeWhenOneRgbIsTransparentKeepsValues(int depth) throws Exception {
		TestPng.Samples samples = samples(depth);
		byte[] key = new byte[6];
		for (int channel = 0; channel < 3; channel++) {
			key[2 * channel] = (byte) (samples.at(3, 5, channel) >> 8);
			key[2 * channel + 1] = (byte) samples.at(3, 5, channel);
		}
		BufferedImage image = TestPictures
			.decode(new TestPng(WIDTH, HEIGHT, depth, 2, false).chunk("tRNS", key).pixels(samples).end());
		assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_INT_ARGB);
		assertThat(image.getRGB(3, 5) >>> 24).isZero();
		assertPixels(image, (x, y) -> {
			boolean transparent = true;
			for (int channel = 0; channel < 3; channel++) {
				transparent &= samples.at(x, y, channel) == samples.at(3, 5, channel);
			}
			return argb((transparent) ? 0 : 255, samples, x, y, depth);
		});
	}

	@ParameterizedTest
	@CsvSource({ "8, false", "8, true", "16, false", "16, true" })
	void decodeWhenRgbAlphaKeepsValues(int depth, boolean interlaced) throws Exception {
		TestPng.Samples samples = samples(depth);
		BufferedImage image = TestPictures
			.decode(new TestPng(WIDTH, HEIGHT, depth, 6, interlaced).pixels(samples).end());
		assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_INT_ARGB);
		assertPixels(image, (x, y) -> argb(scaled(samples.at(x, y, 3), depth), samples, x, y, depth));
	}

	@ParameterizedTest
	@CsvSource({ "1, false", "1, true", "2, false", "2, true", "4, false", "4, true", "8, false", "8, true" })
	void decodeWhenPaletteKeepsValues(int depth, boolean interlaced) throws Exception {
		byte[] palette = palette(depth);
		TestPng.Samples samples = samples(depth);
		BufferedImage image = TestPictures
			.decode(new TestPng(WIDTH, HEIGHT, depth, 3, interlaced).chunk("PLTE", palette).pixels(samples).end());
		assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_3BYTE_BGR);
		assertPixels(image, (x, y) -> colour(255, palette, samples.at(x, y, 0)));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 4, 8 })
	void decodeWhenPaletteIsTransparentKeepsValues(int depth) throws Exception {
		byte[] palette = palette(depth);
		TestPng.Samples samples = samples(depth);
		BufferedImage image = TestPictures.decode(new TestPng(WIDTH, HEIGHT, depth, 3, false).chunk("PLTE", palette)
			.chunk("tRNS", (byte) 0, (byte) 100)
			.pixels(samples)
			.end());
		assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_INT_ARGB);
		assertPixels(image, (x, y) -> {
			int index = samples.at(x, y, 0);
			int alpha = (index == 0) ? 0 : (index == 1) ? 100 : 255;
			return colour(alpha, palette, index);
		});
	}

	@ParameterizedTest
	@CsvSource({ "1, 1", "1, 9", "9, 1", "3, 2", "5, 5" })
	void decodeWhenInterlacedAndSmallKeepsValues(int width, int height) throws Exception {
		TestPng.Samples samples = samples(8);
		BufferedImage image = TestPictures.decode(new TestPng(width, height, 8, 2, true).pixels(samples).end());
		assertThat(image.getWidth()).isEqualTo(width);
		assertPixels(image, (x, y) -> argb(255, samples, x, y, 8));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void decodeWhenExifTurnsItIsUpright(boolean first) throws Exception {
		TestPng png = new TestPng(WIDTH, HEIGHT, 8, 2, false);
		if (first) {
			png.chunk("eXIf", TestPictures.exif(6));
		}
		TestPng.Samples samples = samples(8);
		png.pixels(samples);
		if (!first) {
			png.chunk("eXIf", TestPictures.exif(6));
		}
		BufferedImage image = TestPictures.decode(png.end());
		assertThat(image.getWidth()).isEqualTo(HEIGHT);
		assertThat(image.getRGB(HEIGHT - 1, 0)).isEqualTo(argb(255, samples, 0, 0, 8));
	}

	@Test
	void decodeWhenExtraChunksAreDamagedIgnoresThem() throws Exception {
		TestPng.Samples samples = samples(8);
		BufferedImage image = TestPictures
			.decode(new TestPng(WIDTH, HEIGHT, 8, 2, false).chunk("iCCP", (byte) 1, (byte) 2)
				.chunk("gAMA", (byte) 7)
				.chunk("eXIf", (byte) 'M')
				.chunk("tIME")
				.pixels(samples)
				.end());
		assertPixels(image, (x, y) -> argb(255, samples, x, y, 8));
	}

	@Test
	void decodeWhenPaletteIsMissingFails() {
		byte[] png = new TestPng(3, 3, 8, 3, false).pixels((x, y, channel) -> 0).end();
		assertThatExceptionOfType(BrokenPicture.class).isThrownBy(() -> TestPictures.decode(png))
			.withMessage("The PNG is damaged: it has no palette (PLTE chunk)");
	}

	@Test
	void decodeWhenRowsAreMissingFails() {
		byte[] png = new TestPng(3, 3, 8, 2, false).chunk("IDAT", new byte[0]).end();
		assertThatExceptionOfType(BrokenPicture.class).isThrownBy(() -> TestPictures.decode(png));
	}

	@Test
	void decodeWhenBytesAreDamagedFailsOnlyAsBroken() throws Exception {
		Random random = new Random(11);
		byte[] png = new TestPng(WIDTH, HEIGHT, 8, 3, true).chunk("PLTE", palette(8)).pixels(samples(8)).end();
		for (int round = 0; round < 2000; round++) {
			byte[] damaged = Arrays.copyOf(png, png.length);
			damaged[33 + random.nextInt(png.length - 33)] = (byte) random.nextInt();
			try {
				TestPictures.decode(damaged);
			}
			catch (BrokenPicture ex) {
				assertThat(ex).hasMessageStartingWith("The PNG is ");
			}
		}
	}

	private static TestPng.Samples samples(int depth) {
		int mask = (1 << depth) - 1;
		return (x, y, channel) -> (x * 2719 + y * 7919 + channel * 26267 + x * y) & mask;
	}

	private static int scaled(int sample, int depth) {
		return (depth == 16) ? sample >> 8 : sample * 255 / ((1 << depth) - 1);
	}

	private static byte[] palette(int depth) {
		byte[] palette = new byte[3 << depth];
		new Random(depth).nextBytes(palette);
		return palette;
	}

	private static int colour(int alpha, byte[] palette, int index) {
		return alpha << 24 | (palette[3 * index] & 0xFF) << 16 | (palette[3 * index + 1] & 0xFF) << 8
				| palette[3 * index + 2] & 0xFF;
	}

	private static int grey(int alpha, int value) {
		return alpha << 24 | value * 0x010101;
	}

	private static int argb(int alpha, TestPng.Samples samples, int x, int y, int depth) {
		return alpha << 24 | scaled(samples.at(x, y, 0), depth) << 16 | scaled(samples.at(x, y, 1), depth) << 8
				| scaled(samples.at(x, y, 2), depth);
	}

	private static void assertPixels(BufferedImage image, Pixels expected) {
		for (int y = 0; y < image.getHeight(); y++) {
			for (int x = 0; x < image.getWidth(); x++) {
				assertThat(Integer.toHexString(image.getRGB(x, y))).as("pixel %d, %d", x, y)
					.isEqualTo(Integer.toHexString(expected.at(x, y)));
			}
		}
	}

	/**
	 * What an image is expected to show.
	 */
	private interface Pixels {

		int at(int x, int y);

	}

}
