package io.wxomedia.picture;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayOutputStream;
import java.util.zip.Adler32;
import java.util.zip.Deflater;

/**
 * Some rows of a PNG, filtered and deflated on their own.
 *
 * @param deflated whole deflate blocks, none of them the last
 * @param adler the checksum of the filtered bytes
 * @param length the number of filtered bytes
 */
@SuppressWarnings("ArrayRecordComponent")
record PngBand(byte[] deflated, long adler, int length) {

	private static final byte UP_FILTER = 2;

	private static final int BUFFER_SIZE = 64 * 1024;

	static PngBand of(BufferedImage image, int top, int rows) {
		byte[] filtered = filtered(image, top, Math.min(top + rows, image.getHeight()));
		Adler32 adler = new Adler32();
		adler.update(filtered);
		return new PngBand(deflated(filtered), adler.getValue(), filtered.length);
	}

	private static byte[] filtered(BufferedImage image, int top, int bottom) {
		int rowBytes = image.getWidth() * ((image.getColorModel().hasAlpha()) ? 4 : 3);
		byte[] above = new byte[rowBytes];
		byte[] row = new byte[rowBytes];
		if (top > 0) {
			samples(image, top - 1, above);
		}
		byte[] filtered = new byte[(bottom - top) * (1 + rowBytes)];
		int at = 0;
		for (int y = top; y < bottom; y++) {
			samples(image, y, row);
			filtered[at++] = UP_FILTER;
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

	private static void samples(BufferedImage image, int y, byte[] row) {
		switch (image.getType()) {
			case BufferedImage.TYPE_3BYTE_BGR -> fromBgr(image, y, row);
			case BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_INT_RGB ->
				fromInts(((DataBufferInt) image.getRaster().getDataBuffer()).getData(), y * image.getWidth(),
						image.getWidth(), row);
			default ->
				fromInts(image.getRGB(0, y, image.getWidth(), 1, null, 0, image.getWidth()), 0, image.getWidth(), row);
		}
	}

	private static void fromBgr(BufferedImage image, int y, byte[] row) {
		byte[] samples = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
		int from = y * row.length;
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
