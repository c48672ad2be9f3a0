package io.wxomedia.picture;

import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

import org.jspecify.annotations.Nullable;

/**
 * Decodes a PNG of any colour type to its exact sample values, row by row. ImageIO's
 * reader is not used because it changes grey values through a linear colour space, reads
 * transparency of some colour types only, and holds 16-bit pixels twice.
 */
final class PngDecoder {

	private static final int SIGNATURE_LENGTH = 8;

	private static final int MOST_PALETTE_BYTES = 3 * 256;

	private static final int BUFFER_SIZE = 32 * 1024;

	/**
	 * Pixels that are converted at a time. Rows can be as long as the whole picture.
	 */
	private static final int SEGMENT = 16 * 1024;

	private final DataInputStream in;

	private final Deadline deadline;

	private int unchecked;

	private byte[] palette = {};

	private byte @Nullable [] transparency;

	private byte @Nullable [] exif;

	private PngDecoder(InputStream in, Deadline deadline) {
		this.in = new DataInputStream(new BufferedInputStream(in, BUFFER_SIZE));
		this.deadline = deadline;
	}

	/**
	 * Decode a PNG whose structure was checked before.
	 * @param in the PNG from its first byte on
	 * @param deadline when to stop
	 * @return the pixels, turned upright
	 * @throws IOException if the stream cannot be read or inflated
	 * @throws BrokenPicture if the data is damaged
	 */
	static BufferedImage decode(InputStream in, Deadline deadline) throws IOException, BrokenPicture {
		return new PngDecoder(in, deadline).decode();
	}

	private BufferedImage decode() throws IOException, BrokenPicture {
		this.in.skipNBytes(SIGNATURE_LENGTH + 8);
		PngHeader header = PngHeader.parse(ByteBuffer.wrap(this.in.readNBytes(PngHeader.LENGTH)));
		this.in.skipNBytes(4);
		PngImageData data = new PngImageData(this.in, readUntil("IDAT"));
		BufferedImage image = pixels(header, data);
		data.skipToEnd();
		readUntil("IEND");
		return Orientation.ofExif(this.exif).apply(image);
	}

	// Read the chunks before the one named, and that one's length and type.
	private int readUntil(String name) throws IOException, BrokenPicture {
		while (true) {
			int length = this.in.readInt();
			String type = PngImageData.type(this.in.readInt());
			if (type.equals(name)) {
				return length;
			}
			switch (type) {
				case "PLTE" -> this.palette = smallChunk(type, length);
				case "tRNS" -> this.transparency = smallChunk(type, length);
				case "eXIf" -> this.exif = this.in.readNBytes(length);
				default -> this.in.skipNBytes(length);
			}
			this.in.skipNBytes(4);
		}
	}

	private byte[] smallChunk(String type, int length) throws IOException, BrokenPicture {
		if (length > MOST_PALETTE_BYTES) {
			throw new BrokenPicture("The PNG is damaged: its %s chunk has %d bytes".formatted(type, length));
		}
		return this.in.readNBytes(length);
	}

	private BufferedImage pixels(PngHeader header, PngImageData data) throws IOException, BrokenPicture {
		PngSamples samples = PngSamples.of(header, this.palette, this.transparency);
		PngCanvas canvas = new PngCanvas(header.width(), header.height(), samples.transparent());
		Inflater inflater = new Inflater();
		try {
			InputStream rows = new InflaterInputStream(data, inflater, BUFFER_SIZE);
			for (PngPass pass : PngPass.of(header)) {
				readPass(header, pass, rows, samples, canvas);
			}
		}
		finally {
			inflater.end();
		}
		return canvas.image();
	}

	private void checkAfter(int pixels) throws IOException {
		this.unchecked += pixels;
		if (this.unchecked >= SEGMENT) {
			this.unchecked = 0;
			this.deadline.check();
		}
	}

	private void readPass(PngHeader header, PngPass pass, InputStream rows, PngSamples samples, PngCanvas canvas)
			throws IOException, BrokenPicture {
		int columns = pass.columns(header.width());
		int lines = pass.lines(header.height());
		if (columns == 0 || lines == 0) {
			return;
		}
		PngRow row = new PngRow(columns, header.bitsPerPixel());
		int[] argb = new int[Math.min(columns, SEGMENT)];
		for (int line = 0; line < lines; line++) {
			checkAfter(columns);
			byte[] packed = row.next(rows);
			int y = pass.y() + line * pass.stepY();
			for (int first = 0; first < columns; first += SEGMENT) {
				int count = Math.min(SEGMENT, columns - first);
				samples.toArgb(packed, first, argb, count);
				canvas.put(argb, count, pass.x() + first * pass.stepX(), pass.stepX(), y);
			}
		}
	}

}
