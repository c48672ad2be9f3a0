package io.wxomedia.callback;

import java.net.URI;
import java.time.Instant;

import io.wxomedia.job.JobId;
import org.jspecify.annotations.Nullable;

/**
 * A callback that is to be delivered.
 *
 * @param job the job that it tells of, which also identifies the delivery
 * @param owner whose job it is
 * @param url where it goes, as the caller gave it
 * @param verdict the job's verdict, in one word
 * @param body its bytes
 * @param attempts attempts made so far
 * @param earlierAttempts those of them that were made before the last re-delivery
 * @param linkExpiresAt when a link in the body stops working, or {@code null}
 * @param fallbackReason why the local fallback made what it tells of, or {@code null}
 */
record Delivery(JobId job, String owner, URI url, String verdict, FixedBody body, int attempts, int earlierAttempts,
		@Nullable Instant linkExpiresAt, @Nullable String fallbackReason) {

}
