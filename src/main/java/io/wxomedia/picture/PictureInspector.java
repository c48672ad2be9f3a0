package io.wxomedia.picture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Tells what a picture is and whether all of it is there, in one pass that decodes no
 * pixels.
 */
public final class PictureInspector {

	private static final byte[] PNG_SIGNATURE = { (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n' };

	private static final byte[] JPEG_SIGNATURE = { (byte) 0xFF, (byte) 0xD8, (byte) 0xFF };

	private static final int HEAD_LENGTH = 12;

	private PictureInspector() {
	}

	/**
	 * Inspect a picture by its content. Bytes after the end of the picture are accepted.
	 * The stream is read forward, skipping where it can, and left open.
	 * @param in the picture from its first byte on
	 * @return what its header says
	 * @throws IOException if the stream cannot be read
	 * @throws UnsupportedPicture if it is neither PNG nor JPEG nor WebP
	 * @throws BrokenPicture if it is cut off or its structure is damaged
	 */
	public static PictureHeader inspect(InputStream in) throws IOException, UnsupportedPicture, BrokenPicture {
		return effort(in).header();
	}

	/**
	 * Inspect a picture as {@link #inspect(InputStream)} does, and tell what decoding it
	 * takes.
	 * @param in the picture from its first byte on
	 * @return what its structure says
	 * @throws IOException if the stream cannot be read
	 * @throws UnsupportedPicture if it is neither PNG nor JPEG nor WebP
	 * @throws BrokenPicture if it is cut off or its structure is damaged
	 */
	public static DecodingEffort effort(InputStream in) throws IOException, UnsupportedPicture, BrokenPicture {
		byte[] head = in.readNBytes(HEAD_LENGTH);
		DecodingEffort effort;
		if (startsWith(head, PNG_SIGNATURE)) {
			effort = PngStructure
				.check(new ForwardReader(head, in, "The PNG is cut off: it ends before its IEND chunk is complete"));
		}
		else if (startsWith(head, JPEG_SIGNATURE)) {
			effort = JpegStructure
				.check(new ForwardReader(head, in, "The JPEG is cut off: it has no end-of-image marker (EOI)"));
		}
		else if (isWebp(head)) {
			effort = WebpStructure
				.check(new ForwardReader(head, in, "The WebP is cut off: its RIFF length is more than its bytes"));
		}
		else {
			throw new UnsupportedPicture();
		}
		PictureHeader header = effort.header();
		if (header.width() < 1 || header.height() < 1) {
			throw new BrokenPicture(
					"The picture is empty: its header says %d x %d pixels".formatted(header.width(), header.height()));
		}
		return effort;
	}

	/**
	 * Tell whether a picture is a PNG whose pixels can be transparent.
	 * @param in the picture from its first byte on
	 * @return {@code false} if it is another picture, or has neither an alpha channel nor
	 * a transparent colour
	 * @throws IOException if the stream cannot be read
	 * @throws BrokenPicture if it is a PNG that is cut off or damaged
	 */
	public static boolean isTransparentPng(InputStream in) throws IOException, BrokenPicture {
		byte[] head = in.readNBytes(HEAD_LENGTH);
		return startsWith(head, PNG_SIGNATURE) && PngStructure.isTransparent(
				new ForwardReader(head, in, "The PNG is cut off: it ends before its IEND chunk is complete"));
	}

	private static boolean startsWith(byte[] head, byte[] signature) {
		return head.length >= signature.length
				&& Arrays.equals(head, 0, signature.length, signature, 0, signature.length);
	}

	private static boolean isWebp(byte[] head) {
		String text = new String(head, StandardCharsets.ISO_8859_1);
		return text.startsWith("RIFF") && text.endsWith("WEBP");
	}

}
