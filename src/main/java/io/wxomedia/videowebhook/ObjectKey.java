package io.wxomedia.videowebhook;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The key of an object, as a maker writes it: with or without a slash at its beginning.
 */
final class ObjectKey {

	private ObjectKey() {
	}

	/**
	 * Return the key.
	 * @param text what the maker sent, or {@code null}
	 * @param most how many bytes it may have
	 * @return the key without a slash at its beginning; empty if it can be none: an
	 * address, a folder, a way out of the bucket
	 */
	static String of(@Nullable String text, int most) {
		String key = (text != null) ? text.strip().replaceFirst("^/+", "") : "";
		boolean usable = !key.isEmpty() && !key.endsWith("/") && !key.contains("://")
				&& key.chars().noneMatch((character) -> character < ' ' || character == 0x7f)
				&& Arrays.stream(key.split("/", -1)).noneMatch((part) -> part.equals("..") || part.equals("."))
				&& key.getBytes(StandardCharsets.UTF_8).length <= most;
		return usable ? key : "";
	}

	/**
	 * Return what follows the last slash.
	 */
	static String lastPart(String key) {
		return key.substring(key.lastIndexOf('/') + 1);
	}

}
