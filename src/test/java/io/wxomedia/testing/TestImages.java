package io.wxomedia.testing;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;

import javax.imageio.ImageIO;

/**
 * Small pictures to send.
 */
public final class TestImages {

	private TestImages() {
	}

	/**
	 * Return a PNG of 16 by 12 pixels.
	 * @return the bytes
	 */
	public static byte[] png() {
		return png(16, 12, Color.ORANGE);
	}

	/**
	 * Return a PNG of one colour.
	 * @param width the width
	 * @param height the height
	 * @param colour the colour
	 * @return the bytes
	 */
	public static byte[] png(int width, int height, Color colour) {
		return encoded("png", width, height, colour);
	}

	/**
	 * Return a JPEG of 16 by 12 pixels.
	 * @return the bytes
	 */
	public static byte[] jpeg() {
		return encoded("jpg", 16, 12, Color.ORANGE);
	}

	/**
	 * Return a JPEG whose camera noted that it was held otherwise.
	 * @param width its pixels as they lie
	 * @param height the same
	 * @param orientation how EXIF says it is to be turned, 1 to 8
	 * @return the file
	 */
	public static byte[] jpegTurned(int width, int height, int orientation) {
		byte[] plain = encoded("jpeg", width, height, Color.ORANGE);
		byte[] exif = { (byte) 0xFF, (byte) 0xE1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1,
				0x12, 0, 3, 0, 0, 0, 1, 0, (byte) orientation, 0, 0, 0, 0, 0, 0 };
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.write(plain, 0, 2);
		out.writeBytes(exif);
		out.write(plain, 2, plain.length - 2);
		return out.toByteArray();
	}

	/**
	 * Return a JPEG that repeats its one scan.
	 * @param scans how often it is there
	 * @return the bytes
	 */
	public static byte[] jpegOfScans(int scans) {
		byte[] jpeg = jpeg();
		int start = 0;
		while (jpeg[start] != (byte) 0xFF || jpeg[start + 1] != (byte) 0xDA) {
			start++;
		}
		int end = jpeg.length - 2;
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.write(jpeg, 0, start);
		for (int i = 0; i < scans; i++) {
			out.write(jpeg, start, end - start);
		}
		out.write(jpeg, end, 2);
		return out.toByteArray();
	}

	/**
	 * Return a GIF of 16 by 12 pixels.
	 * @return the bytes
	 */
	public static byte[] gif() {
		return encoded("gif", 16, 12, Color.ORANGE);
	}

	/**
	 * Return a WebP of one pixel.
	 * @return the bytes
	 */
	public static byte[] webp() {
		return Base64.getDecoder().decode("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA");
	}

	/**
	 * Return a PNG whose header claims a size that its few bytes could never have.
	 * @param width the width it claims
	 * @param height the height it claims
	 * @return the bytes
	 */
	public static byte[] pngThatClaims(int width, int height) {
		byte[] png = png(1, 1, Color.BLACK);
		ByteBuffer header = ByteBuffer.wrap(png);
		header.putInt(16, width);
		header.putInt(20, height);
		CRC32 crc = new CRC32();
		crc.update(png, 12, 17);
		header.putInt(29, (int) crc.getValue());
		return png;
	}

	/**
	 * Return a PNG that is as large as is asked for: a comment fills it up.
	 * @param length how many bytes it is to have, more than a few hundred
	 * @return the bytes
	 */
	public static byte[] pngOf(int length) {
		byte[] png = png();
		int end = png.length - 12;
		byte[] filler = new byte[length - png.length - 12];
		Arrays.fill(filler, (byte) 'x');
		byte[] keyword = "Comment\0".getBytes(StandardCharsets.ISO_8859_1);
		System.arraycopy(keyword, 0, filler, 0, keyword.length);
		byte[] type = "tEXt".getBytes(StandardCharsets.ISO_8859_1);
		CRC32 crc = new CRC32();
		crc.update(type);
		crc.update(filler);
		return ByteBuffer.allocate(length)
			.put(png, 0, end)
			.putInt(filler.length)
			.put(type)
			.put(filler)
			.putInt((int) crc.getValue())
			.put(png, end, 12)
			.array();
	}

	/**
	 * Return the first part of a picture.
	 * @param image the picture
	 * @param missing how many bytes its end lacks
	 * @return the bytes
	 */
	public static byte[] cutOff(byte[] image, int missing) {
		return Arrays.copyOf(image, image.length - missing);
	}

	private static byte[] encoded(String format, int width, int height, Color colour) {
		BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
		Graphics2D graphics = image.createGraphics();
		graphics.setColor(colour);
		graphics.fillRect(0, 0, width, height);
		graphics.dispose();
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try {
			if (!ImageIO.write(image, format, out)) {
				throw new IllegalStateException("No writer for " + format);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return out.toByteArray();
	}

}
