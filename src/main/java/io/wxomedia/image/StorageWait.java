package io.wxomedia.image;

import java.time.Instant;

import io.wxomedia.payload.PayloadId;
import org.jspecify.annotations.Nullable;

/**
 * What object storage keeps waiting: a picture that is to be stored, or something that is
 * to be read.
 *
 * @param picture the picture, or {@code null} if something is to be read
 * @param fallback why the local fallback made the picture, or {@code null} if it did not
 * @param tries how often it was tried so far
 * @param failedAt when it failed first
 * @param dueAt when it is tried again
 */
record StorageWait(@Nullable PayloadId picture, @Nullable FallbackReason fallback, int tries, Instant failedAt,
		Instant dueAt) {

}
