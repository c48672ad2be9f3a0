package io.wxomedia.event;

import java.util.Locale;

/**
 * What an event tells of a job.
 */
public enum EventType {

	/**
	 * Where the job is in its life.
	 */
	STATE,

	/**
	 * How far the work is.
	 */
	PROGRESS,

	/**
	 * What became of one item.
	 */
	ITEM,

	/**
	 * What became of an attempt to deliver the callback.
	 */
	DELIVERY,

	/**
	 * The verdict.
	 */
	DONE;

	/**
	 * Return the word for this type on the wire.
	 * @return the word, in lower case
	 */
	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	static EventType of(String word) {
		return valueOf(word.toUpperCase(Locale.ROOT));
	}

}
