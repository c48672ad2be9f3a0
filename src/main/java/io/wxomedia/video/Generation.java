package io.wxomedia.video;

import java.time.Instant;

import io.wxomedia.job.JobId;
import org.jspecify.annotations.Nullable;

/**
 * A generation as it is stored.
 *
 * @param id identifies it and its job
 * @param owner whose it is
 * @param maker who makes it
 * @param prompt what the videos show
 * @param options how they are to be
 * @param state where it is
 * @param message that in words
 * @param error why it failed, or {@code null}
 * @param making how it was made
 * @param bucket where its files lie, or {@code null}
 * @param order how far its order is
 * @param createdAt when it was accepted
 * @param updatedAt when it changed last
 * @param completedAt when it ended, or {@code null}
 */
record Generation(JobId id, String owner, Maker maker, String prompt, VideoOptions options, GenerationState state,
		String message, @Nullable String error, VideoReport.Making making, @Nullable String bucket, Order order,
		Instant createdAt, Instant updatedAt, @Nullable Instant completedAt) {

	/**
	 * Who makes a generation.
	 */
	enum Maker {

		/**
		 * The operator's backend, which tells by webhook.
		 */
		BACKEND,

		/**
		 * A provider of models.
		 */
		PROVIDER

	}

	/**
	 * How far the order to the backend is.
	 *
	 * @param attempts how often it was tried in vain
	 * @param error why the last try failed, or {@code null}
	 * @param dueAt when it is tried again, or {@code null}
	 * @param takenAt when the backend took it, or {@code null}
	 */
	record Order(int attempts, @Nullable String error, @Nullable Instant dueAt, @Nullable Instant takenAt) {

	}

}
