package io.wxomedia.picture;

import java.awt.Color;
import java.awt.image.BufferedImage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link Stamp}.
 */
class StampTests {

	private static final Stamp STAMP = new Stamp("DEMO - FALLBACK (OpenAI billing limit)", Color.RED);

	@ParameterizedTest
	@CsvSource({ "4000, 3000", "1200, 900", "600, 400", "300, 200", "128, 128", "200, 2000" })
	void drawOnFillsTheWidthAndStaysInside(int width, int height) {
		BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
		STAMP.drawOn(image);
		int left = width;
		int right = 0;
		int bottom = 0;
		int red = 0;
		for (int y = 0; y < height; y++) {
			for (int x = 0; x < width; x++) {
				int pixel = image.getRGB(x, y) & 0xFFFFFF;
				if (pixel != 0) {
					left = Math.min(left, x);
					right = Math.max(right, x);
					bottom = y;
				}
				red += (pixel == 0xFF0000) ? 1 : 0;
			}
		}
		assertThat(left).isBetween(1, width / 10);
		assertThat(right - left).isGreaterThan(width / 2);
		assertThat(right).isLessThan(width - 1);
		assertThat(bottom).isLessThan(height * 6 / 10);
		assertThat(red).isGreaterThan(width / 2);
	}

	@ParameterizedTest
	@CsvSource({ "1, 1", "2, 40", "40, 2", "16, 16", "5000, 3" })
	void drawOnWhenVerySmallDoesNotFail(int width, int height) {
		BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
		assertThatNoException().isThrownBy(() -> STAMP.drawOn(image));
	}

	@Test
	void drawOnWhenTransparentIsOpaqueWhereLettersAre() {
		BufferedImage image = new BufferedImage(600, 400, BufferedImage.TYPE_INT_ARGB);
		STAMP.drawOn(image);
		int[] pixels = image.getRGB(0, 0, 600, 400, null, 0, 600);
		assertThat(pixels).contains(0xFFFF0000).contains(0xFFFFFFFF).contains(0);
	}

}
