package io.wxomedia.session;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * What a report tells of a job, or of one image of a batch.
 *
 * @param taken whose it is
 * @param job the job
 * @param item the number of the image in its batch, 0 for a job itself
 * @param kind the kind of job
 * @param prompt what was asked for
 * @param name the file name or key, or {@code null}
 * @param outcome how it stands, in one word
 * @param error why it failed, or {@code null}
 * @param fallbackReason why the local fallback made it, or {@code null}
 * @param model the model that was called last, or {@code null}
 * @param costUsd what is known of its costs, or {@code null}
 * @param createdAt when it was accepted
 * @param finishedAt when the job had its verdict, or {@code null}
 * @param took from the beginning of the work to the verdict of the job, or {@code null}
 * @param pictures what it was made from and what came out
 */
record ReportRow(TakenSeat taken, UUID job, int item, String kind, String prompt, @Nullable String name, String outcome,
		@Nullable String error, @Nullable String fallbackReason, @Nullable String model, @Nullable BigDecimal costUsd,
		Instant createdAt, @Nullable Instant finishedAt, @Nullable Duration took, BeforeAndAfter pictures) {

	/** The kinds of job that end with what is no picture. */
	static final Set<String> VIDEOS = Set.of("workflow", "video");

	boolean hasFailed() {
		return "failed".equals(this.outcome);
	}

	/**
	 * The pictures of a row.
	 *
	 * @param before opens what it was made from, or {@code null} if that is not there
	 * @param after opens what came out, or {@code null} if nothing did
	 */
	record BeforeAndAfter(Thumbnails.@Nullable Source before, Thumbnails.@Nullable Source after) {
	}

}
