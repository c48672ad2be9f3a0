package io.wxomedia.picture;

import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import javax.imageio.stream.ImageInputStream;

import org.jspecify.annotations.Nullable;

/**
 * The first picture of a WebP, taken out of its file: of an animation its first frame,
 * which need not cover the canvas. Alpha that is stored as it is, without compression, is
 * read here, as the reader of the rest does not know it. See the WebP container
 * specification.
 */
final class WebpStill {

	private static final int ALPHA_FLAG = 0x10;

	private static final int PROFILE_FLAG = 0x20;

	private static final int FOURTEEN_BITS = 0x3FFF;

	private static final int EXTENDED_LENGTH = 10;

	private static final int FIRST_CHUNK = 12 + 8;

	private static final int LOSSLESS_HEADER_LENGTH = 5;

	private static final int FRAME_HEADER_LENGTH = 16;

	/**
	 * The reader looks eight bytes ahead. So the end of the pixels is not the end of the
	 * file, and whoever comes there lacks pixels.
	 */
	private static final int AHEAD = 16;

	/**
	 * What the reader takes of pictures of a few pixels before it looks at them.
	 */
	private static final int SHORTEST = 32;

	private final ImageInputStream stream;

	private byte @Nullable [] extended;

	private byte @Nullable [] profile;

	private byte @Nullable [] alpha;

	private byte @Nullable [] frame;

	private byte @Nullable [] pixels;

	private byte @Nullable [] exif;

	private String pixelType = "";

	private WebpStill(ImageInputStream stream) {
		this.stream = stream;
	}

	static WebpStill of(ImageInputStream stream) throws IOException {
		WebpStill still = new WebpStill(stream);
		stream.setByteOrder(ByteOrder.LITTLE_ENDIAN);
		stream.seek(4);
		still.chunks(12, 8 + stream.readUnsignedInt());
		return still;
	}

	private void chunks(long from, long end) throws IOException {
		long at = from;
		byte[] name = new byte[4];
		while (at + 8 <= end) {
			this.stream.seek(at);
			this.stream.readFully(name);
			long length = this.stream.readUnsignedInt();
			if (length > end - at - 8) {
				throw new EOFException("A chunk is longer than what it is in");
			}
			chunk(new String(name, StandardCharsets.ISO_8859_1), at + 8, length);
			at += 8 + length + (length & 1);
		}
	}

	private void chunk(String type, long at, long length) throws IOException {
		switch (type) {
			// Elsewhere it is none: the inspection took the size from the first chunk.
			case "VP8X" -> this.extended = (at == FIRST_CHUNK) ? read(length) : this.extended;
			case "ICCP" -> this.profile = read(length);
			case "EXIF" -> this.exif = read(length);
			case "ALPH" -> this.alpha = (this.pixels == null) ? read(length) : this.alpha;
			case "ANMF" -> {
				if (this.frame == null && this.pixels == null) {
					this.frame = read(FRAME_HEADER_LENGTH);
					chunks(at + FRAME_HEADER_LENGTH, at + length);
				}
			}
			case "VP8 ", "VP8L" -> {
				if (this.pixels == null) {
					this.pixels = read(length);
					this.pixelType = type;
				}
			}
			default -> {
			}
		}
	}

	private byte[] read(long length) throws IOException {
		byte[] data = new byte[Math.toIntExact(length)];
		this.stream.readFully(data);
		return data;
	}

	byte @Nullable [] exif() {
		return this.exif;
	}

	/**
	 * Return the picture as a file of its own.
	 * @return a WebP without animation, and without alpha if that is not compressed
	 * @throws BrokenPicture if there are no pixels
	 */
	byte[] file() throws BrokenPicture {
		byte[] data = this.pixels;
		if (data == null) {
			throw new BrokenPicture("The WebP is damaged: its first frame has no pixels");
		}
		requireFitting(data);
		byte[] plane = (rawAlpha() == null && this.pixelType.equals("VP8 ")) ? this.alpha : null;
		int spare = Math.max(AHEAD, SHORTEST - data.length);
		int most = 12 + 4 * (8 + 1) + EXTENDED_LENGTH + length(this.profile) + length(plane) + data.length + spare;
		ByteBuffer file = ByteBuffer.allocate(most).order(ByteOrder.LITTLE_ENDIAN);
		file.put(ascii("RIFF")).putInt(0).put(ascii("WEBP"));
		if (this.extended != null && (this.profile != null || plane != null)) {
			byte[] header = this.extended.clone();
			boolean transparent = plane != null || this.pixelType.equals("VP8L") && (header[0] & ALPHA_FLAG) != 0;
			header[0] = (byte) ((transparent ? ALPHA_FLAG : 0) | ((this.profile != null) ? PROFILE_FLAG : 0));
			if (this.frame != null) {
				System.arraycopy(this.frame, 6, header, 4, 6);
			}
			put(file, "VP8X", header, 0);
			put(file, "ICCP", this.profile, 0);
			put(file, "ALPH", plane, 0);
		}
		put(file, this.pixelType, data, spare);
		file.putInt(4, file.position() - 8);
		byte[] bytes = new byte[file.position()];
		file.get(0, bytes);
		return bytes;
	}

	/**
	 * What a picture takes is judged by the size of its canvas.
	 */
	private void requireFitting(byte[] data) throws BrokenPicture {
		if (this.extended == null) {
			return;
		}
		boolean lossless = this.pixelType.equals("VP8L");
		if (data.length < (lossless ? LOSSLESS_HEADER_LENGTH : EXTENDED_LENGTH)) {
			throw new BrokenPicture("The WebP is damaged: its first frame has no pixels");
		}
		ByteBuffer header = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
		int width = lossless ? 1 + (header.getInt(1) & FOURTEEN_BITS) : header.getShort(6) & FOURTEEN_BITS;
		int height = lossless ? 1 + (header.getInt(1) >> 14 & FOURTEEN_BITS) : header.getShort(8) & FOURTEEN_BITS;
		int columns = 1 + u24(this.extended, 4);
		int rows = 1 + u24(this.extended, 7);
		if (width > columns || height > rows) {
			throw new BrokenPicture("The WebP is damaged: its first frame is larger than the whole picture");
		}
		if (this.frame == null && (width != columns || height != rows)) {
			throw new BrokenPicture("The WebP is damaged: its pixels have another size than its header says");
		}
	}

	/**
	 * Complete the pixels that were decoded.
	 * @param image the pixels of {@link #file()}
	 * @return the same, or with alpha and on the whole canvas
	 */
	BufferedImage complete(BufferedImage image) {
		WebpAlpha raw = rawAlpha();
		BufferedImage still = (raw != null && this.pixelType.equals("VP8 ")) ? raw.applyTo(image) : image;
		return (this.frame != null && this.extended != null) ? onCanvas(still, this.frame, this.extended) : still;
	}

	private static BufferedImage onCanvas(BufferedImage still, byte[] frame, byte[] extended) {
		int width = 1 + u24(extended, 4);
		int height = 1 + u24(extended, 7);
		if (still.getWidth() == width && still.getHeight() == height) {
			return still;
		}
		BufferedImage canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
		int left = 2 * u24(frame, 0);
		int top = 2 * u24(frame, 3);
		int columns = Math.min(still.getWidth(), width - left);
		int rows = Math.min(still.getHeight(), height - top);
		for (int y = 0; y < rows && columns > 0; y++) {
			canvas.setRGB(left, top + y, columns, 1, still.getRGB(0, y, columns, 1, null, 0, columns), 0, columns);
		}
		return canvas;
	}

	private @Nullable WebpAlpha rawAlpha() {
		return (this.alpha != null) ? WebpAlpha.ofUncompressed(this.alpha) : null;
	}

	private static void put(ByteBuffer file, String type, byte @Nullable [] data, int spare) {
		if (data == null) {
			return;
		}
		int length = data.length + spare;
		file.put(ascii(type)).putInt(length).put(data).put(new byte[spare + (length & 1)]);
	}

	private static int length(byte @Nullable [] data) {
		return (data != null) ? data.length : 0;
	}

	private static int u24(byte[] data, int at) {
		return data[at] & 0xFF | (data[at + 1] & 0xFF) << 8 | (data[at + 2] & 0xFF) << 16;
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
