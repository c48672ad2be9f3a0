package io.wxomedia.callback;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import io.wxomedia.job.CallbackMessage;
import io.wxomedia.payload.PayloadId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The bytes of a callback, fixed with the verdict: every attempt sends the same ones. The
 * one payload that it may carry is kept once and sent in base64 between head and tail.
 *
 * @param head what comes before the payload, or everything
 * @param payload the payload, or {@code null}
 * @param tail what comes after the payload
 * @param fieldNames names of the fields, separated by commas
 */
record FixedBody(String head, @Nullable PayloadId payload, String tail, String fieldNames) {

	static FixedBody of(CallbackMessage message, JsonMapper json) {
		// A random mark cannot be met in a prompt's or a file name's text.
		String mark = UUID.randomUUID().toString();
		PayloadId payload = null;
		Map<String, @Nullable Object> fields = new LinkedHashMap<>();
		for (Map.Entry<String, @Nullable Object> field : message.fields().entrySet()) {
			if (field.getValue() instanceof PayloadId id) {
				payload = id;
				fields.put(field.getKey(), mark);
			}
			else {
				fields.put(field.getKey(), field.getValue());
			}
		}
		String text = json.writeValueAsString(fields);
		String names = String.join(", ", fields.keySet());
		if (payload == null) {
			return new FixedBody(text, null, "", names);
		}
		int at = text.indexOf(mark);
		return new FixedBody(text.substring(0, at), payload, text.substring(at + mark.length()), names);
	}

}
