package io.wxomedia.inbox;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.wxomedia.base64.DivertedField;
import io.wxomedia.base64.StrictBase64;
import io.wxomedia.job.JobId;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;
import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.http.HttpStatus;

/**
 * Reads whatever is posted to an inbox, as it arrives: an image goes straight into the
 * payload store, of the rest a bounded part is kept. Thread-safe.
 */
class ReceivedBodyReader {

	static final String IMAGE_FIELD = "result_image_base64";

	static final long LONGEST_BODY = 32L * 1024 * 1024;

	static final int LONGEST_JSON = 256 * 1024;

	static final int LONGEST_TEXT = 64 * 1024;

	private final JsonMapper json;

	private final PayloadStore payloads;

	ReceivedBodyReader(JsonMapper json, PayloadStore payloads) {
		this.json = json;
		this.payloads = payloads;
	}

	/**
	 * Read a body to its end.
	 * @param body the body
	 * @return what is kept of it; its image is stored
	 * @throws IOException if the body broke off or the image could not be stored
	 * @throws Refusal if the body is too large
	 */
	ReceivedBody read(InputStream body) throws IOException {
		try (PayloadWriter image = this.payloads.create()) {
			StrictBase64 base64 = new StrictBase64(image);
			DivertedField document = new DivertedField(new BoundedBody(body), Set.of(IMAGE_FIELD), 1, base64,
					LONGEST_BODY, LONGEST_BODY);
			byte[] kept = document.readNBytes(LONGEST_JSON + 1);
			document.transferTo(OutputStream.nullOutputStream());
			JsonNode parsed = (kept.length <= LONGEST_JSON) ? parse(kept) : null;
			if (parsed == null) {
				return new ReceivedBody(this.json.writeValueAsString(text(kept)), null);
			}
			PayloadId stored = null;
			if (document.diverted() != null && parsed instanceof ObjectNode fields) {
				stored = store(image, base64, fields);
			}
			return new ReceivedBody(this.json.writeValueAsString(parsed), stored, job(parsed));
		}
	}

	/**
	 * The job that a callback is of, as the service writes it.
	 */
	private static @Nullable JobId job(JsonNode body) {
		for (String field : List.of("job_id", "workflow_id")) {
			JsonNode id = body.path(field);
			Optional<JobId> job = id.isString() ? JobId.find(id.asString()) : Optional.empty();
			if (job.isPresent()) {
				return job.get();
			}
		}
		return null;
	}

	private static @Nullable PayloadId store(PayloadWriter image, StrictBase64 base64, ObjectNode fields)
			throws IOException {
		if (base64.problem() != null) {
			fields.put(IMAGE_FIELD, "(no valid base64: " + base64.problem() + ")");
			return null;
		}
		image.commit();
		return image.id();
	}

	private @Nullable JsonNode parse(byte[] document) {
		try {
			JsonNode parsed = this.json.readTree(document);
			return parsed.isMissingNode() ? null : parsed;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private static String text(byte[] document) {
		return new String(document, 0, Math.min(document.length, LONGEST_TEXT), StandardCharsets.UTF_8);
	}

	static Refusal tooLarge() {
		return new Refusal(HttpStatus.CONTENT_TOO_LARGE, "body_too_large", "An inbox takes bodies of at most 32 MB.");
	}

	/**
	 * Ends a body that does not end.
	 */
	private static final class BoundedBody extends FilterInputStream {

		private long left = LONGEST_BODY;

		BoundedBody(InputStream body) {
			super(body);
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			int count = super.read(bytes, offset, length);
			this.left -= Math.max(count, 0);
			if (this.left < 0) {
				throw tooLarge();
			}
			return count;
		}

	}

}
