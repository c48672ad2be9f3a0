package io.wxomedia.picture;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes PNGs of every colour type, which ImageIO cannot.
 */
final class TestPng {

	private static final int[][] ADAM7 = { { 0, 0, 8, 8 }, { 4, 0, 8, 8 }, { 0, 4, 4, 8 }, { 2, 0, 4, 4 },
			{ 0, 2, 2, 4 }, { 1, 0, 2, 2 }, { 0, 1, 1, 2 } };

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private final int width;

	private final int height;

	private final int depth;

	private final int channels;

	private final boolean interlaced;

	/**
	 * Begin a PNG.
	 * @param width the width
	 * @param height the height
	 * @param depth bits of a sample
	 * @param colourType 0, 2, 3, 4 or 6
	 * @param interlaced whether it is written in seven passes
	 */
	TestPng(int width, int height, int depth, int colourType, boolean interlaced) {
		this.width = width;
		this.height = height;
		this.depth = depth;
		this.channels = switch (colourType) {
			case 2 -> 3;
			case 4 -> 2;
			case 6 -> 4;
			default -> 1;
		};
		this.interlaced = interlaced;
		this.bytes.writeBytes(new byte[] { (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n' });
		byte[] header = new byte[13];
		ByteBuffer.wrap(header).putInt(width).putInt(height);
		header[8] = (byte) depth;
		header[9] = (byte) colourType;
		header[12] = (byte) ((interlaced) ? 1 : 0);
		chunk("IHDR", header);
	}

	TestPng chunk(String type, byte... data) {
		try {
			byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
			CRC32 crc = new CRC32();
			crc.update(name);
			crc.update(data);
			DataOutputStream out = new DataOutputStream(this.bytes);
			out.writeInt(data.length);
			out.write(name);
			out.write(data);
			out.writeInt((int) crc.getValue());
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Write the pixels, each row with another filter, in several IDAT chunks.
	 * @param samples gives each sample
	 * @return this
	 */
	TestPng pixels(Samples samples) {
		ByteArrayOutputStream deflated = new ByteArrayOutputStream();
		try (DeflaterOutputStream out = new DeflaterOutputStream(deflated)) {
			int[][] passes = (this.interlaced) ? ADAM7 : new int[][] { { 0, 0, 1, 1 } };
			for (int[] pass : passes) {
				if (pass[0] < this.width && pass[1] < this.height) {
					writePass(pass, samples, out);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		byte[] data = deflated.toByteArray();
		int half = data.length / 2;
		chunk("IDAT", Arrays.copyOf(data, half));
		chunk("IDAT");
		chunk("IDAT", Arrays.copyOfRange(data, half, data.length));
		return this;
	}

	byte[] end() {
		chunk("IEND");
		return this.bytes.toByteArray();
	}

	private void writePass(int[] pass, Samples samples, DeflaterOutputStream out) throws IOException {
		int columns = (this.width - pass[0] + pass[2] - 1) / pass[2];
		int distance = Math.max(1, this.channels * this.depth / 8);
		byte[] above = new byte[(columns * this.channels * this.depth + 7) / 8];
		int line = 0;
		for (int y = pass[1]; y < this.height; y += pass[3]) {
			byte[] row = new byte[above.length];
			int bit = 0;
			for (int x = pass[0]; x < this.width; x += pass[2]) {
				for (int channel = 0; channel < this.channels; channel++) {
					bit = put(row, bit, samples.at(x, y, channel));
				}
			}
			int filter = line++ % 5;
			out.write(filter);
			out.write(filtered(row, above, filter, distance));
			above = row;
		}
	}

	private int put(byte[] row, int bit, int sample) {
		for (int i = this.depth - 1; i >= 0; i--) {
			row[bit / 8] |= (byte) ((sample >> i & 1) << 7 - bit % 8);
			bit++;
		}
		return bit;
	}

	private static byte[] filtered(byte[] row, byte[] above, int filter, int distance) {
		byte[] filtered = new byte[row.length];
		for (int i = 0; i < row.length; i++) {
			int left = (i < distance) ? 0 : row[i - distance] & 0xFF;
			int up = above[i] & 0xFF;
			int corner = (i < distance) ? 0 : above[i - distance] & 0xFF;
			int prediction = switch (filter) {
				case 1 -> left;
				case 2 -> up;
				case 3 -> (left + up) / 2;
				case 4 -> paeth(left, up, corner);
				default -> 0;
			};
			filtered[i] = (byte) (row[i] - prediction);
		}
		return filtered;
	}

	private static int paeth(int left, int up, int corner) {
		int p = left + up - corner;
		int toLeft = Math.abs(p - left);
		int toUp = Math.abs(p - up);
		int toCorner = Math.abs(p - corner);
		if (toLeft <= toUp && toLeft <= toCorner) {
			return left;
		}
		return (toUp <= toCorner) ? up : corner;
	}

	/**
	 * What a test picture shows.
	 */
	interface Samples {

		int at(int x, int y, int channel);

	}

}
