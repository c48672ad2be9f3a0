package io.wxomedia.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import org.springframework.http.MediaType;

/**
 * A file of the page, as it is and compressed.
 */
final class PageFile {

	private static final Map<String, MediaType> TYPES = Map.of("html",
			new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8), "js",
			new MediaType("text", "javascript", StandardCharsets.UTF_8), "css",
			new MediaType("text", "css", StandardCharsets.UTF_8), "json", MediaType.APPLICATION_JSON, "svg",
			new MediaType("image", "svg+xml", StandardCharsets.UTF_8), "jpg", MediaType.IMAGE_JPEG);

	private final MediaType type;

	private final byte[] bytes;

	private final byte[] compressed;

	private PageFile(MediaType type, byte[] bytes, byte[] compressed) {
		this.type = type;
		this.bytes = bytes;
		this.compressed = compressed;
	}

	/**
	 * Make a file.
	 * @param name its name, whose ending says what it is
	 * @param bytes its content
	 * @return the file
	 */
	static PageFile of(String name, byte[] bytes) {
		String ending = name.substring(name.lastIndexOf('.') + 1);
		MediaType type = TYPES.get(ending);
		if (type == null) {
			throw new IllegalArgumentException("Say what media type " + name + " has");
		}
		byte[] compressed = gzip(bytes);
		// A photograph does not become smaller.
		return new PageFile(type, bytes.clone(), (compressed.length < bytes.length) ? compressed : bytes.clone());
	}

	private static byte[] gzip(byte[] bytes) {
		ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 2);
		try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
			out.write(bytes);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return compressed.toByteArray();
	}

	MediaType type() {
		return this.type;
	}

	boolean isSmallerCompressed() {
		return this.compressed.length < this.bytes.length;
	}

	byte[] bytes() {
		return this.bytes.clone();
	}

	byte[] compressed() {
		return this.compressed.clone();
	}

}
