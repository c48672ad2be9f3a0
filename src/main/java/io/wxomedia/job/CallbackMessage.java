package io.wxomedia.job;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a caller is told of a finished job: exactly these fields, in this order. At most
 * one value is a {@link io.wxomedia.payload.PayloadId}; its bytes are sent in base64.
 *
 * @param fields names and values
 * @param linkExpiresAt when a link among the values stops working, or {@code null}
 * @param fallbackReason why the local fallback made results, in one word for each reason,
 * separated by commas; {@code null} if it made none. It is told in a header
 */
public record CallbackMessage(Map<String, @Nullable Object> fields, @Nullable Instant linkExpiresAt,
		@Nullable String fallbackReason) {

	public CallbackMessage {
		fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
	}

	/**
	 * Create a message about results that the local fallback did not make.
	 * @param fields names and values
	 * @param linkExpiresAt when a link among the values stops working, or {@code null}
	 */
	public CallbackMessage(Map<String, @Nullable Object> fields, @Nullable Instant linkExpiresAt) {
		this(fields, linkExpiresAt, null);
	}

}
