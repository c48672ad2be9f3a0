package io.wxomedia.job;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of a job.
 *
 * @param job the job
 * @param state where it is in its life
 * @param verdict how it ended, in one word, or {@code null}
 * @param cancelled whether it was cancelled
 * @param error why it failed, or {@code null}
 * @param phase what is being done, or {@code null}
 * @param done items that succeeded
 * @param failed items that failed
 * @param total items in all
 * @param fallbacks items that the local fallback made
 * @param fallbackReason why it did, or {@code null}
 * @param model the model that was called last, or {@code null}
 * @param attempts calls to the provider
 * @param startedAt when the first run began, or {@code null}
 * @param finishedAt when the verdict was given, or {@code null}
 * @param expiresAt when the job goes, or {@code null}
 * @param waitsUntil when it is tried again, while it waits for something; else
 * {@code null}
 * @param retriedAs the job that tried this one again last, or {@code null}
 */
public record JobRecord(Job job, JobState state, @Nullable String verdict, boolean cancelled, @Nullable String error,
		@Nullable String phase, int done, int failed, int total, int fallbacks, @Nullable String fallbackReason,
		@Nullable String model, int attempts, @Nullable Instant startedAt, @Nullable Instant finishedAt,
		@Nullable Instant expiresAt, @Nullable Instant waitsUntil, @Nullable JobId retriedAs) {

}
