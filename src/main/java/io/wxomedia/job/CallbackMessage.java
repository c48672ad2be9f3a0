package io.wxomedia.job;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What a caller is told of a finished job: exactly these fields, in this order. At most
 * one value is a {@link io.wxomedia.payload.PayloadId}; its bytes are sent in base64.
 *
 * @param fields names and values
 * @param linkExpiresAt when a link among the values stops working, or {@code null}
 * @param fallbacks how many results the local fallback made, by the reason why in one
 * word; those that there were are told in a header
 */
public record CallbackMessage(Map<String, @Nullable Object> fields, @Nullable Instant linkExpiresAt,
		Map<String, Integer> fallbacks) {

	public CallbackMessage {
		fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
		fallbacks = Collections.unmodifiableMap(new TreeMap<>(fallbacks));
	}

	/**
	 * Create a message about results that the local fallback did not make.
	 * @param fields names and values
	 * @param linkExpiresAt when a link among the values stops working, or {@code null}
	 */
	public CallbackMessage(Map<String, @Nullable Object> fields, @Nullable Instant linkExpiresAt) {
		this(fields, linkExpiresAt, Map.of());
	}

	/**
	 * Return why the local fallback made results.
	 * @return each reason in alphabetical order, separated by commas; {@code null} if it
	 * made none
	 */
	public @Nullable String fallbackReason() {
		String reasons = this.fallbacks.entrySet()
			.stream()
			.filter((fallback) -> fallback.getValue() > 0)
			.map(Map.Entry::getKey)
			.collect(Collectors.joining(", "));
		return reasons.isEmpty() ? null : reasons;
	}

}
