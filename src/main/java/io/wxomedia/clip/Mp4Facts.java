package io.wxomedia.clip;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * What the header of an MP4 says of its picture track (ISO/IEC 14496-12). What it does
 * not say, or says in a way that makes no sense, is {@code null}: a video is shown
 * without it.
 *
 * @param width the width in pixels
 * @param height the height in pixels
 * @param seconds how long it is
 * @param frameRate frames a second
 */
public record Mp4Facts(@Nullable Integer width, @Nullable Integer height, @Nullable Double seconds,
		@Nullable Double frameRate) {

	/**
	 * Nothing is known.
	 */
	public static final Mp4Facts NONE = new Mp4Facts(null, null, null, null);

	/**
	 * The header of an hour of video has some hundred kilobytes.
	 */
	private static final int LARGEST_HEADER = 8 << 20;

	/**
	 * Read the header of a video, wherever it stands.
	 * @param in the video from its first byte on
	 * @return what it says
	 * @throws IOException if the stream cannot be read
	 */
	public static Mp4Facts read(InputStream in) throws IOException {
		DataInputStream data = new DataInputStream(in);
		try {
			while (true) {
				long length = data.readInt() & 0xFFFF_FFFFL;
				String type = new String(data.readNBytes(4), StandardCharsets.ISO_8859_1);
				long body = length - 8;
				if (length == 1) {
					body = data.readLong() - 16;
				}
				if (body < 0) {
					return NONE;
				}
				if ("moov".equals(type)) {
					return (body <= LARGEST_HEADER) ? movie(ByteBuffer.wrap(data.readNBytes((int) body))) : NONE;
				}
				data.skipNBytes(body);
			}
		}
		catch (EOFException ex) {
			return NONE;
		}
	}

	private static Mp4Facts movie(ByteBuffer movie) {
		for (ByteBuffer track = box(movie, "trak"); track != null; track = box(movie, "trak")) {
			ByteBuffer media = box(track.duplicate(), "mdia");
			ByteBuffer header = box(track.duplicate(), "tkhd");
			ByteBuffer handler = (media != null) ? box(media.duplicate(), "hdlr") : null;
			if (media != null && header != null && handler != null && "vide".equals(word(handler, 8))) {
				return track(header, media);
			}
		}
		return NONE;
	}

	private static Mp4Facts track(ByteBuffer header, ByteBuffer media) {
		// Width and height are the last two fields, as 16.16 fixed-point numbers.
		int end = header.limit();
		Integer width = positive(number(header, end - 8) >>> 16);
		Integer height = positive(number(header, end - 4) >>> 16);
		ByteBuffer time = box(media.duplicate(), "mdhd");
		if (time == null) {
			return new Mp4Facts(width, height, null, null);
		}
		boolean wide = time.remaining() > 0 && time.get(time.position()) == 1;
		int at = time.position() + (wide ? 20 : 12);
		double scale = number(time, at) & 0xFFFF_FFFFL;
		double units = (wide ? number(time, at + 8) : number(time, at + 4)) & 0xFFFF_FFFFL;
		if (scale == 0 || units == 0) {
			return new Mp4Facts(width, height, null, null);
		}
		double seconds = units / scale;
		long samples = samples(media);
		return new Mp4Facts(width, height, rounded(seconds), (samples > 0) ? rounded(samples / seconds) : null);
	}

	private static long samples(ByteBuffer media) {
		ByteBuffer info = box(media.duplicate(), "minf");
		ByteBuffer table = (info != null) ? box(info, "stbl") : null;
		ByteBuffer sizes = (table != null) ? box(table, "stsz") : null;
		return (sizes != null) ? number(sizes, sizes.position() + 8) & 0xFFFF_FFFFL : 0;
	}

	private static Double rounded(double value) {
		return Math.round(value * 1000) / 1000.0;
	}

	private static @Nullable Integer positive(int value) {
		return (value > 0) ? Integer.valueOf(value) : null;
	}

	/**
	 * Return a number of four bytes, 0 where there is none.
	 */
	private static int number(ByteBuffer box, int at) {
		return (at >= box.position() && at + 4 <= box.limit()) ? box.getInt(at) : 0;
	}

	private static String word(ByteBuffer box, int offset) {
		int at = box.position() + offset;
		return (at + 4 <= box.limit()) ? StandardCharsets.ISO_8859_1.decode(box.slice(at, 4)).toString() : "";
	}

	/**
	 * Find the next box of a type, and go behind it.
	 */
	private static @Nullable ByteBuffer box(ByteBuffer in, String type) {
		while (in.remaining() >= 8) {
			int start = in.position();
			long length = in.getInt(start) & 0xFFFF_FFFFL;
			if (length < 8 || length > in.remaining()) {
				return null;
			}
			String found = word(in, 4);
			in.position(start + (int) length);
			if (type.equals(found)) {
				// Without the box's own head, and with offsets of its own.
				return in.duplicate().position(start + 8).limit(start + (int) length).slice();
			}
		}
		return null;
	}

}
