package io.wxomedia.picture;

import java.awt.image.BufferedImage;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Compares WebP as it is decoded here with what libwebp's dwebp makes of it. The files
 * come from cwebp and webpmux, by the settings in their names; the PNG beside each is
 * dwebp's, or the canvas that an animation begins with.
 */
class WebpReferenceTests {

	@ParameterizedTest
	@CsvSource({ "odd-m0, 1", "odd-m1, 1", "odd-m4, 1", "odd-m6, 1", "odd-m0q95, 1", "odd-q5, 1", "odd-q100, 1",
			"odd-f0, 1", "odd-f100, 1", "odd-simple, 1", "odd-seg4, 1", "odd-near40, 0", "odd-ll6, 0", "big-m0q5, 1",
			"alpha-best-100-1, 1", "alpha-fast-30-1, 1", "alpha-best-100-0, 1", "alpha-none-30-0, 1",
			"alpha-fast-0-0, 1", "alpha-ll, 0", "one-m4, 1", "one-ll9, 0", "animated-offset, 0", "animated-lossy, 1" })
	void decodeShowsWhatLibwebpShows(String name, int tolerance) throws Exception {
		BufferedImage expected = TestPictures.decode(TestPictures.file("webp/" + name + ".png"));
		BufferedImage actual = TestPictures.decode(TestPictures.file("webp/" + name + ".webp"));
		assertThat(actual.getWidth()).isEqualTo(expected.getWidth());
		assertThat(actual.getHeight()).isEqualTo(expected.getHeight());
		assertThat(difference(actual, expected)).isLessThanOrEqualTo(tolerance);
	}

	@ParameterizedTest
	@ValueSource(strings = { "lossy.webp", "lossless.webp" })
	void decodeWhenTheFrameIsLargerThanTheCanvasFails(String file) {
		byte[] webp = TestPictures.webpWithExif(TestPictures.file(file), TestPictures.exif(1));
		// The canvas's width less one.
		webp[24] = 2;
		assertThatExceptionOfType(BrokenPicture.class).isThrownBy(() -> TestPictures.decode(webp))
			.withMessage("The WebP is damaged: its first frame is larger than the whole picture");
	}

	/**
	 * Return how far the samples of visible pixels are apart on average.
	 */
	private static double difference(BufferedImage actual, BufferedImage expected) {
		long sum = 0;
		for (int y = 0; y < expected.getHeight(); y++) {
			for (int x = 0; x < expected.getWidth(); x++) {
				sum += difference(actual.getRGB(x, y), expected.getRGB(x, y));
			}
		}
		return sum / (4.0 * expected.getWidth() * expected.getHeight());
	}

	private static int difference(int actual, int expected) {
		int sum = Math.abs((actual >>> 24) - (expected >>> 24));
		for (int shift = 0; shift < 24 && expected >>> 24 > 0; shift += 8) {
			sum += Math.abs((actual >> shift & 0xFF) - (expected >> shift & 0xFF));
		}
		return sum;
	}

}
