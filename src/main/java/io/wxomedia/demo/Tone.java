package io.wxomedia.demo;

import java.util.function.DoubleUnaryOperator;

/**
 * Filters that change each pixel's colour by itself.
 */
final class Tone {

	private static final int ALPHA = 0xFF000000;

	private Tone() {
	}

	static Filter invert() {
		return each((pixel) -> pixel ^ ~ALPHA);
	}

	static Filter grey() {
		int[] curve = curve(sCurve(0.25));
		return each((pixel) -> curve[luma(pixel)] * 0x010101);
	}

	static Filter sepia() {
		return luma(rgb(0x2A1A0C), rgb(0xB08A5C), rgb(0xFFF3D9), 1);
	}

	/**
	 * Return a filter that dips the picture into a colour: shadows become its dark shades
	 * and lights its pale ones.
	 * @param colour the colour, as RGB
	 * @return the filter
	 */
	static Filter tint(int colour) {
		int[] middle = rgb(colour);
		int[] dark = new int[3];
		int[] light = new int[3];
		for (int i = 0; i < 3; i++) {
			dark[i] = middle[i] / 6;
			light[i] = 255 - (255 - middle[i]) / 6;
		}
		return luma(dark, middle, light, 0.72);
	}

	static Filter brighten() {
		return curves(gamma(0.68), gamma(0.68), gamma(0.68));
	}

	static Filter darken() {
		return curves(gamma(1.65), gamma(1.65), gamma(1.6));
	}

	static Filter contrast(double strength) {
		DoubleUnaryOperator curve = sCurve(strength);
		return curves(curve, curve, curve);
	}

	/**
	 * Return a filter that draws the tones together: no deep shadows, no bright lights.
	 * @return the filter
	 */
	static Filter fade() {
		return curves((v) -> 0.13 + 0.78 * v, (v) -> 0.12 + 0.77 * v, (v) -> 0.15 + 0.70 * v);
	}

	static Filter warm() {
		return curves((v) -> Math.pow(v, 0.83), (v) -> Math.pow(v, 0.96), (v) -> 0.89 * Math.pow(v, 1.1));
	}

	static Filter cool() {
		return curves((v) -> 0.86 * Math.pow(v, 1.12), (v) -> Math.pow(v, 0.98), (v) -> Math.pow(v, 0.8));
	}

	static Filter saturate(double factor) {
		int fixed = (int) Math.round(factor * 256);
		return each((pixel) -> {
			int luma = luma(pixel);
			int red = clamp(luma + ((pixel >> 16 & 0xFF) - luma) * fixed / 256);
			int green = clamp(luma + ((pixel >> 8 & 0xFF) - luma) * fixed / 256);
			int blue = clamp(luma + ((pixel & 0xFF) - luma) * fixed / 256);
			return red << 16 | green << 8 | blue;
		});
	}

	/**
	 * Return a filter that leaves few steps of brightness and keeps the hues: steps of
	 * each channel would turn soft greys into pink and green spots.
	 * @param levels how many steps
	 * @return the filter
	 */
	static Filter posterize(int levels) {
		int[] steps = curve((v) -> (Math.min(levels - 1, Math.floor(v * levels)) + 0.5) / levels * 1.06);
		return each((pixel) -> {
			int luma = luma(pixel);
			int step = steps[luma];
			int red = clamp(step + ((pixel >> 16 & 0xFF) - luma) * step / Math.max(1, luma));
			int green = clamp(step + ((pixel >> 8 & 0xFF) - luma) * step / Math.max(1, luma));
			int blue = clamp(step + ((pixel & 0xFF) - luma) * step / Math.max(1, luma));
			return red << 16 | green << 8 | blue;
		});
	}

	static int luma(int pixel) {
		return 77 * (pixel >> 16 & 0xFF) + 150 * (pixel >> 8 & 0xFF) + 29 * (pixel & 0xFF) >> 8;
	}

	static int clamp(int value) {
		return Math.max(0, Math.min(255, value));
	}

	private static Filter each(Colours colours) {
		return (image) -> {
			int[] pixels = Filter.pixels(image);
			for (int i = 0; i < pixels.length; i++) {
				int pixel = pixels[i];
				pixels[i] = pixel & ALPHA | colours.of(pixel) & ~ALPHA;
			}
			return image;
		};
	}

	private static Filter curves(DoubleUnaryOperator red, DoubleUnaryOperator green, DoubleUnaryOperator blue) {
		int[] reds = curve(red);
		int[] greens = curve(green);
		int[] blues = curve(blue);
		return each((pixel) -> reds[pixel >> 16 & 0xFF] << 16 | greens[pixel >> 8 & 0xFF] << 8 | blues[pixel & 0xFF]);
	}

	// Colours a picture by its brightness alone, and mixes that with what was there.
	private static Filter luma(int[] dark, int[] middle, int[] light, double share) {
		int[] colours = new int[256];
		for (int i = 0; i < colours.length; i++) {
			double position = i / 127.5;
			for (int channel = 0; channel < 3; channel++) {
				double value = (position < 1) ? mix(dark[channel], middle[channel], position)
						: mix(middle[channel], light[channel], position - 1);
				colours[i] = colours[i] << 8 | (int) Math.round(value);
			}
		}
		int fixed = (int) Math.round(share * 256);
		return each((pixel) -> {
			int colour = colours[luma(pixel)];
			int red = mix(pixel >> 16 & 0xFF, colour >> 16 & 0xFF, fixed);
			int green = mix(pixel >> 8 & 0xFF, colour >> 8 & 0xFF, fixed);
			return red << 16 | green << 8 | mix(pixel & 0xFF, colour & 0xFF, fixed);
		});
	}

	private static double mix(double from, double to, double share) {
		return from + (to - from) * share;
	}

	private static int mix(int from, int to, int fixed) {
		return from + ((to - from) * fixed >> 8);
	}

	private static int[] rgb(int colour) {
		return new int[] { colour >> 16 & 0xFF, colour >> 8 & 0xFF, colour & 0xFF };
	}

	private static DoubleUnaryOperator gamma(double exponent) {
		return (v) -> Math.pow(v, exponent);
	}

	private static DoubleUnaryOperator sCurve(double strength) {
		return (v) -> mix(v, v * v * (3 - 2 * v), strength);
	}

	private static int[] curve(DoubleUnaryOperator function) {
		int[] curve = new int[256];
		for (int i = 0; i < curve.length; i++) {
			curve[i] = clamp((int) Math.round(255 * function.applyAsDouble(i / 255.0)));
		}
		return curve;
	}

	/**
	 * Gives each colour another.
	 */
	private interface Colours {

		int of(int pixel);

	}

}
