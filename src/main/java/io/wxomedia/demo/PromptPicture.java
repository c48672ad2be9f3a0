package io.wxomedia.demo;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;

import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.Deadline;
import io.wxomedia.picture.DeadlinePassed;
import io.wxomedia.picture.Pictures;
import io.wxomedia.picture.Stamp;
import org.jspecify.annotations.Nullable;

/**
 * Draws a picture for a prompt: a photograph where the prompt names what is on it, else a
 * landscape whose shape and colours follow from the words, so that two prompts give two
 * pictures and one prompt always gives the same. The words stand on it.
 */
final class PromptPicture {

	private static final Map<Pattern, String> PHOTOGRAPHS = new LinkedHashMap<>();

	static {
		PHOTOGRAPHS.put(words("cats?|kittens?|chats?|chatons?"), "chelsea.jpg");
		PHOTOGRAPHS.put(words("coffee|espresso|cup|café|tasse"), "coffee.jpg");
		PHOTOGRAPHS.put(words("rockets?|launch|fusées?"), "rocket.jpg");
		PHOTOGRAPHS.put(words("astronauts?|portrait|astronautes?"), "astronaut.jpg");
	}

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final int LONGEST_CAPTION = 90;

	private static final int RIDGES = 4;

	private PromptPicture() {
	}

	private static Pattern words(String words) {
		return Pattern.compile("\\b(" + words + ")\\b", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
	}

	/**
	 * Draw a picture.
	 * @param prompt what it is to show
	 * @param width its width in pixels
	 * @param height its height in pixels
	 * @param vivid whether its colours are strong
	 * @return the picture
	 * @throws InterruptedException if the thread is interrupted
	 */
	static BufferedImage draw(String prompt, int width, int height, boolean vivid) throws InterruptedException {
		String photograph = photograph(prompt);
		BufferedImage image = (photograph != null) ? photograph(photograph, width, height)
				: landscape(prompt.strip().toLowerCase(Locale.ROOT).hashCode(), width, height);
		for (Effect effect : Effect.in(prompt)) {
			if (Thread.interrupted()) {
				throw new InterruptedException("Interrupted between two filters");
			}
			BufferedImage changed = effect.filter().apply(image);
			// Some effects turn or cut a picture, and its size was asked for.
			image = (changed.getWidth() == width && changed.getHeight() == height) ? changed
					: fill(changed, width, height);
		}
		if (vivid) {
			image = Tone.saturate(1.25).apply(image);
		}
		new Stamp(caption(prompt), new Color(0x16233F)).drawOn(image);
		return image;
	}

	private static String caption(String prompt) {
		String words = prompt.strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
		return (words.length() <= LONGEST_CAPTION) ? words
				: words
					.substring(0,
							words.offsetByCodePoints(0,
									Math.min(LONGEST_CAPTION, words.codePointCount(0, words.length()))))
					.strip() + "...";
	}

	private static @Nullable String photograph(String prompt) {
		for (Map.Entry<Pattern, String> photograph : PHOTOGRAPHS.entrySet()) {
			if (photograph.getKey().matcher(prompt).find()) {
				return photograph.getValue();
			}
		}
		return null;
	}

	private static BufferedImage photograph(String name, int width, int height) throws InterruptedException {
		try {
			return fill(Pictures.decode(new ByteArrayInputStream(SampleImages.read(name)),
					Deadline.in(PATIENCE, Clock.systemUTC())), width, height);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Bytes in memory can be read", ex);
		}
		catch (BrokenPicture | DeadlinePassed ex) {
			throw new IllegalStateException("The sample " + name + " cannot be decoded", ex);
		}
	}

	/**
	 * Scale a picture so that it covers a size, cut evenly where it is longer.
	 */
	static BufferedImage fill(BufferedImage picture, int width, int height) {
		double scale = Math.max((double) width / picture.getWidth(), (double) height / picture.getHeight());
		int scaledWidth = (int) Math.ceil(picture.getWidth() * scale);
		int scaledHeight = (int) Math.ceil(picture.getHeight() * scale);
		BufferedImage filled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
		Graphics2D graphics = graphics(filled);
		graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
		graphics.drawImage(picture, (width - scaledWidth) / 2, (height - scaledHeight) / 2, scaledWidth, scaledHeight,
				null);
		graphics.dispose();
		return filled;
	}

	private static Graphics2D graphics(BufferedImage image) {
		Graphics2D graphics = image.createGraphics();
		graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
		return graphics;
	}

	private static BufferedImage landscape(int seed, int width, int height) {
		Random random = new Random(seed);
		float hue = random.nextFloat();
		BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
		Graphics2D graphics = graphics(image);
		graphics.setPaint(new GradientPaint(0, 0, Color.getHSBColor(hue, 0.55f, 0.75f), 0, height * 0.75f,
				Color.getHSBColor(hue + 0.12f, 0.25f, 0.98f)));
		graphics.fillRect(0, 0, width, height);
		double radius = Math.min(width, height) * (0.08 + 0.08 * random.nextDouble());
		double across = width * (0.2 + 0.6 * random.nextDouble());
		double down = height * (0.38 + 0.15 * random.nextDouble());
		graphics.setColor(Color.getHSBColor(hue + 0.1f, 0.12f, 1f));
		graphics.fill(new Ellipse2D.Double(across - radius, down - radius, 2 * radius, 2 * radius));
		for (int ridge = 0; ridge < RIDGES; ridge++) {
			float near = (ridge + 1f) / RIDGES;
			graphics.setColor(Color.getHSBColor(hue + 0.45f + 0.04f * ridge, 0.3f + 0.35f * near, 0.75f - 0.5f * near));
			graphics.fill(ridge(random, width, height, 0.5 + 0.13 * ridge));
		}
		graphics.dispose();
		return image;
	}

	private static Path2D ridge(Random random, int width, int height, double base) {
		double[] heights = new double[3];
		double[] lengths = new double[3];
		double[] phases = new double[3];
		for (int i = 0; i < heights.length; i++) {
			heights[i] = height * (0.02 + 0.06 * random.nextDouble()) / (i + 1);
			lengths[i] = (i + 1) * (1.5 + 2 * random.nextDouble()) * 2 * Math.PI / width;
			phases[i] = 2 * Math.PI * random.nextDouble();
		}
		Path2D ridge = new Path2D.Double();
		ridge.moveTo(0, height);
		for (int x = 0; x <= width; x += 4) {
			double y = height * base;
			for (int i = 0; i < heights.length; i++) {
				y += heights[i] * Math.sin(lengths[i] * x + phases[i]);
			}
			ridge.lineTo(x, y);
		}
		ridge.lineTo(width, height);
		ridge.closePath();
		return ridge;
	}

}
