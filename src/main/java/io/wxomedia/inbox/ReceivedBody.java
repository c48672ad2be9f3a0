package io.wxomedia.inbox;

import io.wxomedia.job.JobId;
import io.wxomedia.payload.PayloadId;
import org.jspecify.annotations.Nullable;

/**
 * The body of a received callback.
 *
 * @param json the body as JSON; what was no JSON is a string
 * @param image the image that was taken out of {@link ReceivedBodyReader#IMAGE_FIELD}, or
 * {@code null}
 * @param job the job that it names, or {@code null} if it names none
 */
record ReceivedBody(String json, @Nullable PayloadId image, @Nullable JobId job) {

	ReceivedBody(String json, @Nullable PayloadId image) {
		this(json, image, null);
	}

}
