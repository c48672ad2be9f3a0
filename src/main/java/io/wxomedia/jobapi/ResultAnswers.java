package io.wxomedia.jobapi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import io.wxomedia.job.JobHandler;
import io.wxomedia.payload.PartInputStream;
import io.wxomedia.payload.PayloadDamaged;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadNotFound;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * Answers with the bytes of a result, or with where they are. Thread-safe.
 */
class ResultAnswers {

	private static final Logger logger = LoggerFactory.getLogger(ResultAnswers.class);

	private final PayloadStore payloads;

	ResultAnswers(PayloadStore payloads) {
		this.payloads = payloads;
	}

	/**
	 * Make the answer.
	 * @param result the result
	 * @param none the code of the refusal if there is no result
	 * @param accepted what the caller takes; who takes JSON is told a link instead of
	 * being sent on, since a page can send no credential without sending it on, too
	 * @return the answer
	 * @throws IOException if the result cannot be read
	 */
	ResponseEntity<Resource> answer(JobHandler.Result result, String none, @Nullable String accepted)
			throws IOException {
		if (result instanceof JobHandler.Result.Kept kept) {
			return kept(kept);
		}
		if (result instanceof JobHandler.Result.Elsewhere elsewhere) {
			if (accepted != null && accepted.contains(MediaType.APPLICATION_JSON_VALUE)) {
				// An address has neither quotes nor backslashes.
				String told = "{\"result_url\":\"" + elsewhere.link().toASCIIString() + "\"}";
				return ResponseEntity.ok()
					.contentType(MediaType.APPLICATION_JSON)
					.cacheControl(CacheControl.noStore())
					.body(new ByteArrayResource(told.getBytes(StandardCharsets.UTF_8)));
			}
			return ResponseEntity.status(HttpStatus.SEE_OTHER)
				.location(elsewhere.link())
				.cacheControl(CacheControl.noStore())
				.build();
		}
		throw Refusal.unprocessable(none, ((JobHandler.Result.None) result).reason());
	}

	private ResponseEntity<Resource> kept(JobHandler.Result.Kept kept) throws IOException {
		try {
			return image(kept.payload(), new JobHandler.Input(kept.mimeType(), 0, null));
		}
		catch (PayloadNotFound ex) {
			throw new Refusal(HttpStatus.GONE, "expired", "The result is no longer kept.", null, ex);
		}
		catch (PayloadDamaged ex) {
			logger.error("A result cannot be shown: {}", ex.getMessage());
			throw new Refusal(HttpStatus.GONE, "result_damaged",
					"The result was damaged on the service's disk after it was stored. If its callback was delivered"
							+ " before, that one was whole; otherwise send the image again.",
					null, ex);
		}
	}

	/**
	 * Make the answer that is the input of a job.
	 * @param payload the payload
	 * @param input what of it is shown
	 * @return the answer
	 * @throws IOException if it cannot be read
	 */
	ResponseEntity<Resource> input(PayloadId payload, JobHandler.Input input) throws IOException {
		try {
			return image(payload, input);
		}
		catch (PayloadNotFound ex) {
			throw inputExpired(ex);
		}
		catch (PayloadDamaged ex) {
			logger.error("An input cannot be shown: {}", ex.getMessage());
			throw new Refusal(HttpStatus.GONE, "input_damaged",
					"The input was damaged on the service's disk after it was stored.", null, ex);
		}
	}

	/**
	 * Make the refusal of an input that is gone.
	 */
	static Refusal inputExpired(@Nullable Throwable cause) {
		return new Refusal(HttpStatus.GONE, "expired",
				"The input is no longer kept: INPUT_RETENTION says how long a completed job keeps it, RETENTION any"
						+ " other.",
				null, cause);
	}

	private ResponseEntity<Resource> image(PayloadId payload, JobHandler.Input shown) throws IOException {
		this.payloads.verify(payload);
		Long part = shown.length();
		long length = (part != null) ? part : this.payloads.length(payload) - shown.offset();
		InputStream bytes = this.payloads.open(payload);
		bytes.skipNBytes(shown.offset());
		return ResponseEntity.ok()
			.contentType(MediaType.parseMediaType(shown.mimeType()))
			.contentLength(length)
			.cacheControl(CacheControl.noStore())
			.body(new InputStreamResource(new PartInputStream(bytes, length, true)));
	}

}
