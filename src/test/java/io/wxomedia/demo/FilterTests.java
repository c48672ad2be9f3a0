package io.wxomedia.demo;

import java.awt.image.BufferedImage;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the filters behind every {@link Effect}.
 */
class FilterTests {

	private final BufferedImage original = DemoImages.colourful(BufferedImage.TYPE_INT_RGB);

	@Test
	void greyHasEqualChannels() {
		assertThat(Arrays.stream(Filter.pixels(edited(Effect.GREY))))
			.allMatch((pixel) -> (pixel & 0xFF) == (pixel >> 8 & 0xFF) && (pixel & 0xFF) == (pixel >> 16 & 0xFF));
	}

	@Test
	void sepiaIsBrown() {
		assertThat(Arrays.stream(Filter.pixels(edited(Effect.SEPIA))))
			.allMatch((pixel) -> (pixel & 0xFF) <= (pixel >> 8 & 0xFF) && (pixel >> 8 & 0xFF) <= (pixel >> 16 & 0xFF));
	}

	@Test
	void invertIsExact() {
		int[] inverted = Filter.pixels(edited(Effect.INVERT));
		int[] pixels = Filter.pixels(this.original);
		for (int i = 0; i < pixels.length; i++) {
			assertThat(inverted[i] & 0xFFFFFF).isEqualTo(~pixels[i] & 0xFFFFFF);
		}
	}

	@Test
	void brightnessGoesUpAndDown() {
		double before = DemoImages.brightness(this.original);
		assertThat(DemoImages.brightness(edited(Effect.BRIGHTEN))).isGreaterThan(before + 20);
		assertThat(DemoImages.brightness(edited(Effect.DARKEN))).isLessThan(before - 20);
		assertThat(DemoImages.brightness(edited(Effect.NIGHT))).isLessThan(before - 20);
	}

	@Test
	void contrastGoesUpAndDown() {
		double before = DemoImages.spread(this.original);
		assertThat(DemoImages.spread(edited(Effect.CONTRAST))).isGreaterThan(before * 1.15);
		assertThat(DemoImages.spread(edited(Effect.FLATTEN))).isLessThan(before * 0.9);
	}

	@Test
	void saturationGoesUpAndDown() {
		double before = DemoImages.saturation(this.original);
		assertThat(DemoImages.saturation(edited(Effect.SATURATE))).isGreaterThan(before * 1.3);
		assertThat(DemoImages.saturation(edited(Effect.MUTE))).isLessThan(before * 0.6);
		assertThat(DemoImages.saturation(edited(Effect.VINTAGE))).isLessThan(before);
	}

	@Test
	void detailGoesUpAndDown() {
		double before = DemoImages.roughness(this.original);
		assertThat(DemoImages.roughness(edited(Effect.SHARPEN))).isGreaterThan(before * 1.3);
		assertThat(DemoImages.roughness(edited(Effect.BLUR))).isLessThan(before * 0.4);
		assertThat(DemoImages.roughness(edited(Effect.PAINT))).isLessThan(before);
	}

	@Test
	void mosaicHasFlatTiles() {
		BufferedImage mosaic = edited(Effect.PIXELATE);
		assertThat(mosaic.getRGB(10, 10)).isEqualTo(mosaic.getRGB(11, 11));
		assertThat(Arrays.stream(Filter.pixels(mosaic)).distinct().count()).isLessThanOrEqualTo(60 * 40);
	}

	@Test
	void posterHasFewTones() {
		long before = Arrays.stream(Filter.pixels(this.original)).map(Tone::luma).distinct().count();
		int[] tones = new int[256];
		for (int pixel : Filter.pixels(Tone.posterize(4).apply(edited(Effect.GREY)))) {
			tones[Tone.luma(pixel)]++;
		}
		assertThat(Arrays.stream(tones).filter((count) -> count > 0).count()).isLessThanOrEqualTo(4).isLessThan(before);
	}

	@Test
	void sketchIsMostlyPaper() {
		assertThat(DemoImages.brightness(edited(Effect.SKETCH))).isGreaterThan(160);
		assertThat(DemoImages.saturation(edited(Effect.SKETCH))).isLessThan(6);
	}

	@Test
	void warmAndCoolMoveBetweenRedAndBlue() {
		double before = DemoImages.mean(this.original, 16) - DemoImages.mean(this.original, 0);
		assertThat(warmth(Effect.WARM)).isGreaterThan(before + 20);
		assertThat(warmth(Effect.SUNSET)).isGreaterThan(before + 20);
		assertThat(warmth(Effect.COOL)).isLessThan(before - 20);
	}

	@Test
	void tintsLeadToTheirColour() {
		assertThat(DemoImages.mean(edited(Effect.RED), 16)).isGreaterThan(DemoImages.mean(edited(Effect.RED), 8) + 30);
		assertThat(DemoImages.mean(edited(Effect.GREEN), 8))
			.isGreaterThan(DemoImages.mean(edited(Effect.GREEN), 0) + 30);
		assertThat(DemoImages.mean(edited(Effect.BLUE), 0))
			.isGreaterThan(DemoImages.mean(edited(Effect.BLUE), 16) + 30);
	}

	@Test
	void turnsMovePixels() {
		BufferedImage left = edited(Effect.TURN_LEFT);
		BufferedImage right = edited(Effect.TURN_RIGHT);
		assertThat(left.getWidth()).isEqualTo(80);
		assertThat(left.getHeight()).isEqualTo(120);
		assertThat(left.getRGB(0, 119)).isEqualTo(this.original.getRGB(0, 0));
		assertThat(right.getRGB(79, 0)).isEqualTo(this.original.getRGB(0, 0));
		assertThat(edited(Effect.HALF_TURN).getRGB(119, 79)).isEqualTo(this.original.getRGB(0, 0));
		assertThat(edited(Effect.MIRROR).getRGB(119, 0)).isEqualTo(this.original.getRGB(0, 0));
		assertThat(edited(Effect.FLIP).getRGB(0, 79)).isEqualTo(this.original.getRGB(0, 0));
	}

	@Test
	void vignetteDarkensTheCornersOnly() {
		BufferedImage vignette = edited(Effect.VIGNETTE);
		assertThat(vignette.getRGB(60, 40)).isEqualTo(this.original.getRGB(60, 40));
		assertThat(Tone.luma(vignette.getRGB(119, 79))).isLessThan(Tone.luma(this.original.getRGB(119, 79)) / 2);
	}

	@Test
	void frameCoversTheEdgesOnly() {
		BufferedImage framed = edited(Effect.FRAME);
		assertThat(framed.getRGB(0, 0)).isEqualTo(0xFFF7F4EC).isEqualTo(framed.getRGB(119, 79));
		assertThat(framed.getRGB(60, 40)).isEqualTo(this.original.getRGB(60, 40));
	}

	@Test
	void defaultDiffersFromTheOriginalAndFromTheFallback() {
		BufferedImage image = DemoImages.edited(new NotUnderstood());
		assertThat(DemoImages.difference(image, this.original)).isGreaterThan(15);
		assertThat(DemoImages.difference(image, edited(Effect.INVERT))).isGreaterThan(25);
	}

	@ParameterizedTest
	@EnumSource
	void everyEffectIsPlainToSee(Effect effect) {
		BufferedImage image = edited(effect);
		boolean turned = image.getWidth() != this.original.getWidth();
		assertThat(turned || DemoImages.difference(image, this.original) > 5).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void everyEffectKeepsTransparency(Effect effect) {
		BufferedImage image = new BufferedImage(60, 40, BufferedImage.TYPE_INT_ARGB);
		int[] pixels = Filter.pixels(image);
		Arrays.fill(pixels, 0x80406080);
		BufferedImage changed = effect.filter().apply(image);
		int center = changed.getRGB(changed.getWidth() / 2, changed.getHeight() / 2);
		assertThat(center >>> 24).isEqualTo(0x80);
	}

	@ParameterizedTest
	@EnumSource
	void everyEffectTakesTinyPictures(Effect effect) {
		for (int[] size : new int[][] { { 1, 1 }, { 1, 7 }, { 9, 2 }, { 300, 1 } }) {
			BufferedImage image = new BufferedImage(size[0], size[1], BufferedImage.TYPE_INT_RGB);
			assertThat(effect.filter().apply(image).getWidth()).isIn(size[0], size[1]);
		}
	}

	@Test
	void blurKeepsTheColourOfTransparentEdges() {
		BufferedImage image = new BufferedImage(60, 40, BufferedImage.TYPE_INT_ARGB);
		for (int y = 0; y < 40; y++) {
			for (int x = 0; x < 30; x++) {
				image.setRGB(x, y, 0xFFFF0000);
			}
		}
		int edge = Effect.BLUR.filter().apply(image).getRGB(30, 20);
		assertThat(edge >>> 24).isBetween(60, 200);
		assertThat(edge >> 16 & 0xFF).isGreaterThan(250);
	}

	private double warmth(Effect effect) {
		BufferedImage image = edited(effect);
		return DemoImages.mean(image, 16) - DemoImages.mean(image, 0);
	}

	private static BufferedImage edited(Effect effect) {
		return DemoImages.edited(effect.filter());
	}

}
