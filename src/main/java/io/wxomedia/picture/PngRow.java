package io.wxomedia.picture;

import java.io.IOException;
import java.io.InputStream;

/**
 * Undoes the filters of PNG, one row after the other.
 */
final class PngRow {

	private final int pixelBytes;

	private byte[] row;

	private byte[] above;

	PngRow(int columns, int bitsPerPixel) {
		this.pixelBytes = Math.max(1, bitsPerPixel / 8);
		int length = Math.toIntExact(((long) columns * bitsPerPixel + 7) / 8);
		this.row = new byte[length];
		this.above = new byte[length];
	}

	/**
	 * Read the next row.
	 * @param in the inflated pixels
	 * @return the samples as packed in the file, valid until the next call
	 * @throws IOException if the data cannot be inflated
	 * @throws BrokenPicture if it ends too early or names an unknown filter
	 */
	byte[] next(InputStream in) throws IOException, BrokenPicture {
		byte[] previous = this.row;
		this.row = this.above;
		this.above = previous;
		int filter = in.read();
		if (filter < 0 || in.readNBytes(this.row, 0, this.row.length) < this.row.length) {
			throw new BrokenPicture("The PNG is damaged: its pixels end before the last row");
		}
		switch (filter) {
			case 0 -> {
			}
			case 1 -> addLeft();
			case 2 -> addAbove();
			case 3 -> addAverage();
			case 4 -> addPaeth();
			default -> throw new BrokenPicture("The PNG is damaged: a row names the unknown filter " + filter);
		}
		return this.row;
	}

	private void addLeft() {
		byte[] current = this.row;
		for (int i = this.pixelBytes; i < current.length; i++) {
			current[i] += current[i - this.pixelBytes];
		}
	}

	private void addAbove() {
		byte[] current = this.row;
		byte[] up = this.above;
		for (int i = 0; i < current.length; i++) {
			current[i] += up[i];
		}
	}

	private void addAverage() {
		byte[] current = this.row;
		byte[] up = this.above;
		int distance = this.pixelBytes;
		for (int i = 0; i < current.length; i++) {
			int left = (i < distance) ? 0 : current[i - distance] & 0xFF;
			current[i] += (byte) (left + (up[i] & 0xFF) >> 1);
		}
	}

	private void addPaeth() {
		byte[] current = this.row;
		byte[] up = this.above;
		int distance = this.pixelBytes;
		for (int i = 0; i < Math.min(distance, current.length); i++) {
			current[i] += up[i];
		}
		for (int i = distance; i < current.length; i++) {
			int left = current[i - distance] & 0xFF;
			int top = up[i] & 0xFF;
			int corner = up[i - distance] & 0xFF;
			int toLeft = Math.abs(top - corner);
			int toTop = Math.abs(left - corner);
			int toCorner = Math.abs(left + top - 2 * corner);
			int nearest = (toTop <= toCorner) ? top : corner;
			current[i] += (byte) ((toLeft <= toTop && toLeft <= toCorner) ? left : nearest);
		}
	}

}
