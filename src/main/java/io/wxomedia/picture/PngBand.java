package io.wxomedia.picture;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayOutputStream;
import java.util.zip.Adler32;
import java.util.zip.Deflater;

/**
 * Some rows of a PNG, or a part of one, filtered and deflated on their own.
 *
 * @param deflated whole deflate blocks, none of them the last
 * @param adler the checksum of the filtered bytes
 * @param length the number of filtered bytes
 */
@SuppressWarnings("ArrayRecordComponent")
record PngBand(byte[] deflated, long adler, int length) {

	private static final byte UP_FILTER = 2;

	private static final int BUFFER_SIZE = 64 * 1024;

	/**
	 * Encode a part of an image.
	 * @param image the image
	 * @param area whole rows, or a part of one
	 */
	static PngBand of(BufferedImage image, Rectangle area) {
		byte[] filtered = filtered(image, area);
		Adler32 adler = new Adler32();
		adler.update(filtered);
		return new PngBand(deflated(filtered), adler.getValue(), filtered.length);
	}

	private static byte[] filtered(BufferedImage image, Rectangle area) {
		int rowBytes = area.width * ((image.getColorModel().hasAlpha()) ? 4 : 3);
		byte[] above = new byte[rowBytes];
		byte[] row = new byte[rowBytes];
		if (area.y > 0) {
			samples(image, area.x, area.y - 1, above);
		}
		// A row begins with the name of its filter.
		int first = (area.x == 0) ? 1 : 0;
		byte[] filtered = new byte[area.height * (first + rowBytes)];
		int at = 0;
		for (int y = area.y; y < area.y + area.height; y++) {
			samples(image, area.x, y, row);
			if (first > 0) {
				filtered[at++] = UP_FILTER;
			}
			for (int i = 0; i < rowBytes; i++) {
				filtered[at + i] = (byte) (row[i] - above[i]);
			}
			at += rowBytes;
			byte[] done = above;
			above = row;
			row = done;
		}
		return filtered;
	}

	private static byte[] deflated(byte[] filtered) {
		Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
		try {
			ByteArrayOutputStream deflated = new ByteArrayOutputStream(filtered.length);
			byte[] buffer = new byte[BUFFER_SIZE];
			deflater.setInput(filtered);
			int count = buffer.length;
			while (count == buffer.length) {
				count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
				deflated.write(buffer, 0, count);
			}
			return deflated.toByteArray();
		}
		finally {
			deflater.end();
		}
	}

	private static void samples(BufferedImage image, int x, int y, byte[] row) {
		int columns = row.length / ((image.getColorModel().hasAlpha()) ? 4 : 3);
		switch (image.getType()) {
			case BufferedImage.TYPE_3BYTE_BGR -> fromBgr(image, x, y, row);
			case BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_INT_RGB ->
				fromInts(((DataBufferInt) image.getRaster().getDataBuffer()).getData(), y * image.getWidth() + x,
						columns, row);
			default -> fromInts(image.getRGB(x, y, columns, 1, null, 0, columns), 0, columns, row);
		}
	}

	private static void fromBgr(BufferedImage image, int x, int y, byte[] row) {
		byte[] samples = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
		int from = 3 * (y * image.getWidth() + x);
		for (int i = 0; i < row.length; i += 3) {
			row[i] = samples[from + i + 2];
			row[i + 1] = samples[from + i + 1];
			row[i + 2] = samples[from + i];
		}
	}

	private static void fromInts(int[] pixels, int from, int count, byte[] row) {
		boolean alpha = row.length == 4 * count;
		int at = 0;
		for (int i = from; i < from + count; i++) {
			int pixel = pixels[i];
			row[at++] = (byte) (pixel >> 16);
			row[at++] = (byte) (pixel >> 8);
			row[at++] = (byte) pixel;
			if (alpha) {
				row[at++] = (byte) (pixel >> 24);
			}
		}
	}

}
