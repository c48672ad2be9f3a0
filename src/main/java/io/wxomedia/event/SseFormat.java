package io.wxomedia.event;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * How events look to the readers of one stream, as server-sent events. An instance is one
 * stream's, and is used by one thread at a time that must not be held up.
 */
public interface SseFormat {

	/**
	 * Return what a stream begins with.
	 * @return whole lines and an empty one
	 */
	String hello();

	/**
	 * Show an event.
	 * @param event the event
	 * @return whole lines and an empty one, or {@code null} to show nothing
	 */
	@Nullable String event(Event event);

	/**
	 * Return what shows, now and then, that the stream lives.
	 * @return whole lines and an empty one
	 */
	String idle();

	/**
	 * Return what is said when the job is deleted while somebody reads.
	 * @return whole lines and an empty one, or {@code null} to end without a word
	 */
	default @Nullable String removed() {
		return null;
	}

	/**
	 * Return what is said when the credential of whoever reads works no more.
	 * @return whole lines and an empty one
	 */
	default String revoked() {
		return ": unauthorized: the credential of this stream works no more\n\n";
	}

	/**
	 * Return whether the format must see the events from the first one on, also those
	 * that its reader has already. Those are not shown again.
	 * @return {@code true} if what it shows of an event follows from earlier ones
	 */
	default boolean followsFromAll() {
		return false;
	}

	/**
	 * Return the bytes of some lines.
	 * @param lines the lines
	 * @return the lines in UTF-8
	 */
	static byte[] bytes(String lines) {
		return lines.getBytes(StandardCharsets.UTF_8);
	}

}
