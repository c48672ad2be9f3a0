package io.wxomedia.video;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What a maker of videos tells of a generation, in the order in which it happens.
 */
public enum VideoEvent {

	/** It waits for its turn. */
	PENDING(VideoStatus.PENDING, 0, "Waiting to be processed"),

	/** It was begun. */
	PROCESSING(VideoStatus.PROCESSING, 25, "Being processed"),

	/** The model works. */
	GENERATING(VideoStatus.PROCESSING, 50, "The video is being generated"),

	/** The video is fetched from the model's owner. */
	DOWNLOADING(VideoStatus.PROCESSING, 75, "The video is being fetched"),

	/** It is done. */
	COMPLETED(VideoStatus.COMPLETED, 100, "The video is ready"),

	/** It came to nothing. */
	FAILED(VideoStatus.FAILED, 0, "The generation failed");

	private final VideoStatus status;

	private final int progress;

	private final String message;

	VideoEvent(VideoStatus status, int progress, String message) {
		this.status = status;
		this.progress = progress;
		this.message = message;
	}

	/**
	 * Find the event that a word means.
	 * @param word the word, in any case
	 * @return the event, or nothing if it means none
	 */
	public static Optional<VideoEvent> of(String word) {
		return Arrays.stream(values()).filter((event) -> event.word().equalsIgnoreCase(word)).findFirst();
	}

	/**
	 * Return the word that makers and answers use.
	 * @return the name in lower case
	 */
	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Return where a generation is after it.
	 * @return the status and the progress
	 */
	public GenerationState state() {
		return new GenerationState(this.status, this.progress);
	}

	/**
	 * Return what callers are told then.
	 * @return one short sentence without its full stop
	 */
	String message() {
		return this.message;
	}

}
