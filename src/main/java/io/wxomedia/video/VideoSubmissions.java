package io.wxomedia.video;

import java.io.IOException;
import java.io.UncheckedIOException;

import io.wxomedia.access.Caller;
import io.wxomedia.job.JobId;
import io.wxomedia.job.NewJob;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.submission.Admission;
import io.wxomedia.submission.IdempotencyKey;
import io.wxomedia.submission.Jobs;
import io.wxomedia.web.BodyEncoding;
import io.wxomedia.web.PublicUrl;
import io.wxomedia.web.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatus;

/**
 * Makes generations of requests. What is accepted is on durable storage, and its credits
 * are held. Thread-safe.
 */
class VideoSubmissions {

	private static final Logger logger = LoggerFactory.getLogger(VideoSubmissions.class);

	private final VideoMakers makers;

	private final VideoRequestReader reader;

	private final NewGenerations generations;

	private final GenerationTable table;

	private final Jobs jobs;

	private final Admission admission;

	private final PayloadStore payloads;

	private final JsonMapper json;

	private final PublicUrl publicUrl;

	private final int maxBase64Chars;

	VideoSubmissions(VideoMakers makers, VideoRequestReader reader, NewGenerations generations, GenerationTable table,
			Jobs jobs, Admission admission, PayloadStore payloads, JsonMapper json, PublicUrl publicUrl,
			int maxBase64Chars) {
		this.makers = makers;
		this.reader = reader;
		this.generations = generations;
		this.table = table;
		this.jobs = jobs;
		this.admission = admission;
		this.payloads = payloads;
		this.json = json;
		this.publicUrl = publicUrl;
		this.maxBase64Chars = maxBase64Chars;
	}

	/**
	 * Accept a request.
	 * @return the generation
	 * @throws Refusal if it is refused
	 * @throws IOException if the body cannot be read
	 */
	Generation accept(HttpServletRequest request) throws IOException {
		Generation.Maker maker = this.makers.require();
		requireJson(request);
		String owner = Caller.of(request).name();
		long most = this.maxBase64Chars / 4 * 3L;
		String key = IdempotencyKey.check(request.getHeader(IdempotencyKey.HEADER));
		long declared = Math.max(0, request.getContentLengthLong()) / 4 * 3;
		try (Admission.Place place = this.admission.admit(Math.min(most, declared), owner, key);
				SubmittedVideo submitted = this.reader.read(place.grow(request.getInputStream(), most))) {
			this.makers.requireCapable(maker, submitted);
			VideoSpec spec = new VideoSpec(submitted.prompt(), submitted.options(), submitted.imageType(),
					this.publicUrl.get() + "/api/webhooks/video-completion");
			NewJob.Idempotency idempotency = submitted.idempotency(request.getRequestURI(), key);
			PayloadId input = commit(submitted);
			NewJob job = new NewJob(VideoKind.NAME, owner, null, null, this.json.writeValueAsString(spec), input,
					spec.options().numberOfVideos(), idempotency, place.room(submitted.pictureLength()));
			Jobs.Accepted accepted = acceptOrDiscard(job, input, maker, spec);
			JobId id = accepted.id();
			logger.info("[ACCEPTED] {} job_id={} videos={}{}", request.getRequestURI(), id,
					spec.options().numberOfVideos(), accepted.repeated() ? " (the same request as before)" : "");
			return this.table.find(id).orElseThrow(() -> gone(id));
		}
	}

	private static IllegalStateException gone(JobId id) {
		return new IllegalStateException("Generation " + id + " is gone already");
	}

	private static @Nullable PayloadId commit(SubmittedVideo submitted) {
		if (submitted.imageType() == null) {
			return null;
		}
		try {
			submitted.picture().commit();
			return submitted.picture().id();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Jobs.Accepted acceptOrDiscard(NewJob job, @Nullable PayloadId input, Generation.Maker maker,
			VideoSpec spec) {
		boolean used = false;
		try {
			Jobs.Accepted accepted = this.jobs.accept(job,
					(id) -> this.generations.write(id, job.owner(), maker, spec));
			used = !accepted.repeated();
			return accepted;
		}
		catch (Refusal ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			// Whether the job was written is not known; if not, the sweep takes the
			// input.
			used = true;
			throw ex;
		}
		finally {
			if (!used && input != null) {
				this.payloads.delete(input);
			}
		}
	}

	private static void requireJson(HttpServletRequest request) {
		if (!BodyEncoding.isJson(request)) {
			throw new VideoRefusal(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Unsupported media type",
					"Send the body as JSON, with the header Content-Type: application/json.");
		}
		BodyEncoding.requireReadable(request);
	}

}
