package io.wxomedia.session;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;

import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.Deadline;
import io.wxomedia.picture.DeadlinePassed;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.Pictures;
import io.wxomedia.picture.PixelBudget;
import io.wxomedia.picture.UnsupportedPicture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes small pictures that stand in a page themselves. Thread-safe.
 */
class Thumbnails {

	private static final Logger logger = LoggerFactory.getLogger(Thumbnails.class);

	static final int LARGEST_SIDE = 240;

	private static final float QUALITY = 0.75F;

	private static final Duration LONGEST = Duration.ofSeconds(10);

	private final PixelBudget budget;

	private final Clock clock;

	Thumbnails(PixelBudget budget, Clock clock) {
		this.budget = budget;
		this.clock = clock;
	}

	/**
	 * Make a thumbnail.
	 * @param picture opens the picture
	 * @return a {@code data:} address of a JPEG, or {@code null} if there is no picture
	 * that can be shown
	 */
	@Nullable String of(Source picture) {
		try {
			return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg(picture));
		}
		catch (IOException | UnsupportedPicture | BrokenPicture | DeadlinePassed ex) {
			logger.debug("A picture is not in the report: {}", ex.toString());
			return null;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
	}

	@SuppressWarnings("try")
	private byte[] jpeg(Source picture)
			throws IOException, UnsupportedPicture, BrokenPicture, DeadlinePassed, InterruptedException {
		long heap;
		try (InputStream in = picture.open()) {
			heap = PictureInspector.effort(in).heap();
		}
		if (heap > this.budget.most()) {
			throw new IOException("It needs more memory than one picture may have");
		}
		try (PixelBudget.Lease lease = this.budget.acquire(heap); InputStream in = picture.open()) {
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			Pictures.writeJpeg(small(Pictures.decode(in, Deadline.in(LONGEST, this.clock))), QUALITY, out);
			return out.toByteArray();
		}
	}

	private static BufferedImage small(BufferedImage image) {
		BufferedImage smaller = image;
		// By halves, as more at one time would leave pixels out.
		while (Math.max(smaller.getWidth(), smaller.getHeight()) > 2 * LARGEST_SIDE) {
			smaller = scaled(smaller, (smaller.getWidth() + 1) / 2, (smaller.getHeight() + 1) / 2);
		}
		double factor = Math.min(1, LARGEST_SIDE / (double) Math.max(smaller.getWidth(), smaller.getHeight()));
		return scaled(smaller, Math.max(1, (int) Math.round(smaller.getWidth() * factor)),
				Math.max(1, (int) Math.round(smaller.getHeight() * factor)));
	}

	private static BufferedImage scaled(BufferedImage image, int width, int height) {
		boolean transparent = image.getColorModel().hasAlpha();
		BufferedImage scaled = new BufferedImage(width, height,
				transparent ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_3BYTE_BGR);
		Graphics2D graphics = scaled.createGraphics();
		graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
		graphics.drawImage(image, 0, 0, width, height, null);
		graphics.dispose();
		return scaled;
	}

	/**
	 * Opens a picture, each time from its first byte on.
	 */
	@FunctionalInterface
	interface Source {

		/**
		 * Open it.
		 * @return the bytes, which the caller closes
		 * @throws IOException if it cannot be read
		 */
		InputStream open() throws IOException;

	}

}
