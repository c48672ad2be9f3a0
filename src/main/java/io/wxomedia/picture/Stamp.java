package io.wxomedia.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A text put on pictures near their top left, as large as the picture's width allows. The
 * letters have a white rim, so that they stand out from any picture, and come from a
 * bundled font, so that the system needs none.
 */
public final class Stamp {

	private static final String FONT_FILE = "DejaVuSans-Bold.ttf";

	private static final float UNIT = 100;

	private static final double MARGIN = 0.04;

	private static final double MOST_OF_HEIGHT = 0.5;

	private static final double LINE_HEIGHT = 1.25;

	private static final double LEGIBLE = 18;

	private static final double RIM = 0.18;

	private final Color color;

	private final List<Layout> layouts;

	/**
	 * Create a stamp; it can be used by many threads at a time.
	 * @param text what it says
	 * @param color the colour of the letters
	 */
	public Stamp(String text, Color color) {
		this.color = color;
		Font font = font();
		List<String> words = List.of(text.split(" "));
		this.layouts = new ArrayList<>();
		for (int lines = 1; lines <= words.size(); lines++) {
			this.layouts.add(Layout.of(words, lines, font));
		}
	}

	/**
	 * Put the stamp on an image.
	 * @param image the image, which is changed
	 */
	public void drawOn(BufferedImage image) {
		double margin = MARGIN * Math.min(image.getWidth(), image.getHeight());
		double width = image.getWidth() - 2 * margin;
		double height = image.getHeight() * MOST_OF_HEIGHT;
		Layout layout = best(width, height);
		double size = layout.size(width, height);
		Graphics2D graphics = image.createGraphics();
		try {
			graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
			graphics.translate(margin, margin);
			// The renderer keeps tables as long and as high as what it may draw on, which
			// is hundreds of megabytes for an image of one column.
			graphics.clip(layout.bounds(size));
			layout.draw(graphics, size, this.color);
		}
		finally {
			graphics.dispose();
		}
	}

	// Choose the fewest lines that are legible, or else those with the largest letters.
	private Layout best(double width, double height) {
		Layout best = this.layouts.get(0);
		for (Layout layout : this.layouts) {
			if (best.size(width, height) >= LEGIBLE) {
				return best;
			}
			if (layout.size(width, height) > best.size(width, height)) {
				best = layout;
			}
		}
		return best;
	}

	private static Font font() {
		try (InputStream file = Objects.requireNonNull(Stamp.class.getResourceAsStream(FONT_FILE), FONT_FILE)) {
			return Font.createFont(Font.TRUETYPE_FONT, file).deriveFont(UNIT);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The bundled font " + FONT_FILE + " cannot be read", ex);
		}
		catch (FontFormatException ex) {
			throw new IllegalStateException("The bundled font " + FONT_FILE + " is damaged", ex);
		}
	}

	/**
	 * The text broken into lines, as outlines for letters of size {@link #UNIT}.
	 *
	 * @param lines the outline of each line, its left and top at zero
	 * @param width the width of the longest line
	 */
	private record Layout(List<Shape> lines, double width) {

		static Layout of(List<String> words, int count, Font font) {
			List<Shape> lines = new ArrayList<>();
			double width = 0;
			for (String line : LineBreaks.into(count, words)) {
				Shape outline = font.createGlyphVector(new FontRenderContext(null, true, true), line).getOutline();
				Rectangle2D bounds = outline.getBounds2D();
				double rim = RIM * UNIT / 2;
				lines.add(AffineTransform
					.getTranslateInstance(rim - bounds.getX(), UNIT + lines.size() * UNIT * LINE_HEIGHT)
					.createTransformedShape(outline));
				width = Math.max(width, bounds.getWidth() + 2 * rim);
			}
			return new Layout(lines, width);
		}

		double size(double availableWidth, double availableHeight) {
			double byWidth = UNIT * availableWidth / this.width;
			double byHeight = availableHeight / (this.lines.size() * LINE_HEIGHT);
			return Math.min(byWidth, byHeight);
		}

		Rectangle2D bounds(double size) {
			double rim = RIM * size;
			double letters = size / UNIT;
			return new Rectangle2D.Double(-rim, -rim, this.width * letters + 2 * rim,
					(1 + this.lines.size() * LINE_HEIGHT) * size + 2 * rim);
		}

		void draw(Graphics2D graphics, double size, Color color) {
			graphics.scale(size / UNIT, size / UNIT);
			graphics.setStroke(new BasicStroke((float) (RIM * UNIT), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
			graphics.setColor(Color.WHITE);
			this.lines.forEach(graphics::draw);
			graphics.setColor(color);
			this.lines.forEach(graphics::fill);
		}

	}

}
