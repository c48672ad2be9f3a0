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
 */
public record CallbackMessage(Map<String, @Nullable Object> fields, @Nullable Instant linkExpiresAt) {

	public CallbackMessage {
		fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
	}

}
