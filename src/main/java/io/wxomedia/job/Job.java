package io.wxomedia.job;

import java.net.URI;
import java.time.Instant;

import io.wxomedia.payload.PayloadId;
import org.jspecify.annotations.Nullable;

/**
 * A job, as its handler sees it.
 *
 * @param id identifies the job
 * @param owner whose job it is: the name of the caller who sent it
 * @param kind the kind, which chooses the handler
 * @param filename the file name that the caller sent, or {@code null}
 * @param request what is to be done, in the handler's own words (JSON)
 * @param input the payload to work on, or {@code null}
 * @param result what came out, in the handler's own words (JSON), or {@code null}
 * @param resultPayload the payload that came out, or {@code null}
 * @param callbackUrl where the caller is told, or {@code null} if it asks instead
 * @param createdAt when the job was accepted
 */
public record Job(JobId id, String owner, String kind, @Nullable String filename, String request,
		@Nullable PayloadId input, @Nullable String result, @Nullable PayloadId resultPayload,
		@Nullable URI callbackUrl, Instant createdAt) {

}
