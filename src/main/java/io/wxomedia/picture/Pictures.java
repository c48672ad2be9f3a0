package io.wxomedia.picture;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

import com.twelvemonkeys.imageio.util.IIOUtil;

/**
 * Reads pictures into pixels and writes pixels as pictures.
 */
public final class Pictures {

	static {
		// Pictures are held in memory; a temporary file for each would only slow it down.
		ImageIO.setUseCache(false);
	}

	private Pictures() {
	}

	/**
	 * Decode a picture to the pixels that a viewer shows, its EXIF orientation applied.
	 * PNG samples keep their exact value, 16-bit samples that of their high byte; a JPEG
	 * or WebP in a colour space of its own is converted to sRGB. The stream is left open.
	 * The memory it takes is not limited here: ask for
	 * {@link PictureInspector#effort(InputStream)} first.
	 * @param in the picture from its first byte on
	 * @param deadline when to stop
	 * @return the pixels, {@link BufferedImage#TYPE_INT_ARGB} if there is transparency
	 * and {@link BufferedImage#TYPE_3BYTE_BGR} otherwise
	 * @throws IOException if the stream cannot be read
	 * @throws BrokenPicture if it is no picture, is cut off or damaged, or is made to
	 * keep a decoder busy
	 * @throws DeadlinePassed if decoding takes longer than it may
	 * @throws InterruptedException if the thread is interrupted
	 */
	public static BufferedImage decode(InputStream in, Deadline deadline)
			throws IOException, BrokenPicture, DeadlinePassed, InterruptedException {
		MemoryCacheImageInputStream stream = new TimedStream(in, deadline);
		try {
			DecodingEffort effort = PictureInspector.effort(IIOUtil.createStreamAdapter(stream));
			effort.requireBounded();
			stream.seek(0);
			return decode(effort.header().format(), stream, deadline);
		}
		catch (InterruptedIOException ex) {
			throw stopped(ex);
		}
		catch (UnsupportedPicture ex) {
			throw new BrokenPicture(String.valueOf(ex.getMessage()), ex);
		}
		finally {
			stream.close();
		}
	}

	private static DeadlinePassed stopped(Exception cause) throws InterruptedException {
		// The flag is cleared as all methods do that throw the exception.
		if (Thread.interrupted()) {
			InterruptedException interrupted = new InterruptedException("Interrupted while a picture was decoded");
			interrupted.initCause(cause);
			throw interrupted;
		}
		return new DeadlinePassed(cause);
	}

	private static BufferedImage decode(PictureFormat format, MemoryCacheImageInputStream stream, Deadline deadline)
			throws BrokenPicture, DeadlinePassed, InterruptedException {
		try {
			return switch (format) {
				case PNG -> PngDecoder.decode(IIOUtil.createStreamAdapter(stream), deadline);
				case JPEG -> ImageIoDecoder.jpeg(stream);
				case WEBP -> ImageIoDecoder.webp(stream, deadline);
			};
		}
		catch (IOException | RuntimeException ex) {
			if (Thread.currentThread().isInterrupted() || deadline.isOver()) {
				throw stopped(ex);
			}
			// All of it was read before, so this is about its content. The readers meet
			// damaged data with all kinds of exceptions.
			throw new BrokenPicture("The %s is damaged: its pixels cannot be decoded".formatted(format), ex);
		}
	}

	/**
	 * Write an image as PNG of 8 bits a sample, quickly rather than small. The stream is
	 * left open.
	 * @param image the pixels
	 * @param out where the PNG goes
	 * @throws IOException if it cannot be written
	 */
	public static void writePng(BufferedImage image, OutputStream out) throws IOException {
		PngEncoder.encode(image, out);
	}

	/**
	 * Write an image as JPEG; transparent pixels become white. The stream is left open.
	 * @param image the pixels
	 * @param quality from 0 (small) to 1 (good)
	 * @param out where the JPEG goes
	 * @throws IOException if it cannot be written
	 */
	public static void writeJpeg(BufferedImage image, float quality, OutputStream out) throws IOException {
		ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
		try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
			ImageWriteParam param = writer.getDefaultWriteParam();
			param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
			param.setCompressionQuality(quality);
			writer.setOutput(stream);
			writer.write(null, new IIOImage(opaque(image), null, null), param);
		}
		finally {
			writer.dispose();
		}
	}

	private static BufferedImage opaque(BufferedImage image) {
		if (!image.getColorModel().hasAlpha()) {
			return image;
		}
		BufferedImage opaque = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
		Graphics2D graphics = opaque.createGraphics();
		graphics.drawImage(image, 0, 0, Color.WHITE, null);
		graphics.dispose();
		return opaque;
	}

}
