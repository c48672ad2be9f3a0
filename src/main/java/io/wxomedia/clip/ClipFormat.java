package io.wxomedia.clip;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a video is, by its first bytes and by nothing else.
 */
public enum ClipFormat {

	/**
	 * ISO base media (ISO/IEC 14496-12): a box {@code ftyp} comes first.
	 */
	MP4("video/mp4", "mp4"),

	/**
	 * WebM or Matroska: an EBML header (RFC 8794) comes first.
	 */
	WEBM("video/webm", "webm");

	/**
	 * How many bytes are needed to tell.
	 */
	public static final int HEAD = 12;

	private static final int EBML = 0x1A45DFA3;

	private final String mimeType;

	private final String extension;

	ClipFormat(String mimeType, String extension) {
		this.mimeType = mimeType;
		this.extension = extension;
	}

	/**
	 * Tell what a video is.
	 * @param head its first {@link #HEAD} bytes, or all that it has
	 * @return the format, or nothing if it is none of these
	 */
	public static Optional<ClipFormat> of(byte[] head) {
		if (head.length < HEAD) {
			return Optional.empty();
		}
		if (new String(head, 4, 4, StandardCharsets.ISO_8859_1).equals("ftyp")) {
			return Optional.of(MP4);
		}
		int first = (head[0] & 0xFF) << 24 | (head[1] & 0xFF) << 16 | (head[2] & 0xFF) << 8 | head[3] & 0xFF;
		return (first == EBML) ? Optional.of(WEBM) : Optional.empty();
	}

	/**
	 * Return the media type.
	 * @return {@code video/mp4} or {@code video/webm}
	 */
	public String mimeType() {
		return this.mimeType;
	}

	/**
	 * Return the extension of file names.
	 * @return {@code mp4} or {@code webm}
	 */
	public String extension() {
		return this.extension;
	}

}
