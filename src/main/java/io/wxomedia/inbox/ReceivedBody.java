package io.wxomedia.inbox;

import io.wxomedia.payload.PayloadId;
import org.jspecify.annotations.Nullable;

/**
 * The body of a received callback.
 *
 * @param json the body as JSON; what was no JSON is a string
 * @param image the image that was taken out of {@link ReceivedBodyReader#IMAGE_FIELD}, or
 * {@code null}
 */
record ReceivedBody(String json, @Nullable PayloadId image) {

}
