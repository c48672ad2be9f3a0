package io.wxomedia.imageapi;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Objects;

import io.wxomedia.access.Caller;
import io.wxomedia.image.BatchScope;
import io.wxomedia.image.EditSpec;
import io.wxomedia.image.ImageKinds;
import io.wxomedia.image.InputPicture;
import io.wxomedia.image.InputPicture.Role;
import io.wxomedia.job.NewJob;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.provider.EditOptions;
import io.wxomedia.submission.Admission;
import io.wxomedia.submission.CallbackUrl;
import io.wxomedia.submission.IdempotencyKey;
import io.wxomedia.submission.Jobs;
import io.wxomedia.web.BodyEncoding;
import io.wxomedia.web.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Makes jobs of requests. Everything that can be refused is refused here, in the order of
 * the contract; what is accepted is on durable storage. Thread-safe.
 */
@Component
class ImageSubmissions {

	private static final Logger logger = LoggerFactory.getLogger(ImageSubmissions.class);

	private final SubmissionReader reader;

	private final EditChecks edits;

	private final PictureChecks pictures;

	private final Jobs jobs;

	private final Admission admission;

	private final PayloadStore payloads;

	private final JsonMapper json;

	private final SubmissionProperties properties;

	ImageSubmissions(SubmissionReader reader, EditChecks edits, PictureChecks pictures, Jobs jobs, Admission admission,
			PayloadStore payloads, JsonMapper json, SubmissionProperties properties) {
		this.reader = reader;
		this.edits = edits;
		this.pictures = pictures;
		this.jobs = jobs;
		this.admission = admission;
		this.payloads = payloads;
		this.json = json;
		this.properties = properties;
	}

	/**
	 * Accept a batch.
	 * @throws Refusal if it is refused
	 * @throws IOException if the body cannot be read
	 */
	Jobs.Accepted acceptBatch(HttpServletRequest request) throws IOException {
		requireJson(request);
		try (Admission.Place place = admit(request, 0);
				SubmittedEdit submitted = this.reader.readBatch(request.getInputStream())) {
			String prompt = submitted.requirePrompt();
			EditOptions options = this.edits.options(submitted.fields());
			BatchScope scope = EditChecks.scope(submitted.fields());
			URI callbackUrl = callbackUrl(request);
			NewJob.Idempotency idempotency = RequestFingerprint.of(request, callbackUrl, submitted);
			EditSpec spec = new EditSpec(prompt, null, options, null, scope);
			Jobs.Accepted accepted = this.jobs.accept(new NewJob(ImageKinds.BATCH, Caller.of(request).name(),
					callbackUrl, null, this.json.writeValueAsString(spec), null, 0, idempotency, place.room(0)));
			logger.info("[ACCEPTED] {} job_id={}{}", request.getRequestURI(), accepted.id(), repeated(accepted));
			return accepted;
		}
	}

	/**
	 * Accept an image.
	 * @throws Refusal if it is refused
	 * @throws IOException if the body cannot be read
	 */
	Jobs.Accepted acceptImage(HttpServletRequest request, String kind) throws IOException {
		requireJson(request);
		boolean digesting = request.getHeader(IdempotencyKey.HEADER) != null;
		long most = this.properties.maxEditBase64Chars() / 4 * 3L;
		try (Admission.Place place = admit(request, Math.min(most, declaredImageBytes(request)));
				SubmittedEdit submitted = this.reader.readImage(place.grow(request.getInputStream(), most),
						digesting)) {
			String prompt = submitted.requirePrompt();
			SubmittedPictures submittedPictures = submitted.requireImages();
			submitted.requireUsableFilename();
			EditOptions options = this.edits.options(submitted.fields());
			List<SubmittedPictures.Picture> all = submittedPictures.all();
			this.edits.pictures((int) all.stream().filter((picture) -> picture.role() == Role.FURTHER).count(),
					all.stream().anyMatch((picture) -> picture.role() == Role.MASK), options);
			URI callbackUrl = callbackUrl(request);
			NewJob.Idempotency idempotency = RequestFingerprint.of(request, callbackUrl, submitted);
			EditSpec spec = spec(prompt, options, this.pictures.inspect(submittedPictures));
			submittedPictures.commit();
			PayloadId input = submittedPictures.payload().id();
			NewJob job = new NewJob(kind, Caller.of(request).name(), callbackUrl, submitted.filename(),
					this.json.writeValueAsString(spec), input, 1, idempotency,
					place.room(submittedPictures.payload().length()));
			Jobs.Accepted accepted = acceptOrDiscard(job, input);
			logger.info("[ACCEPTED] {} job_id={} filename={}{}", request.getRequestURI(), accepted.id(),
					printable(submitted.filename()), repeated(accepted));
			return accepted;
		}
	}

	private static EditSpec spec(String prompt, @Nullable EditOptions options, List<InputPicture> pictures) {
		InputPicture image = pictures.stream()
			.filter((picture) -> picture.role() == Role.IMAGE)
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("A body with an image was read without one"));
		return new EditSpec(prompt, image.format(), options, (pictures.size() > 1) ? pictures : null, null);
	}

	private Admission.Place admit(HttpServletRequest request, long inputBytes) {
		return this.admission.admit(inputBytes, Caller.of(request).name(), request.getHeader(IdempotencyKey.HEADER));
	}

	/**
	 * Three bytes for four characters of base64; nothing where the length is not said.
	 */
	private static long declaredImageBytes(HttpServletRequest request) {
		return Math.max(0, request.getContentLengthLong()) / 4 * 3;
	}

	private Jobs.Accepted acceptOrDiscard(NewJob job, PayloadId input) {
		boolean used = false;
		try {
			Jobs.Accepted accepted = this.jobs.accept(job);
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
			if (!used) {
				this.payloads.delete(input);
			}
		}
	}

	private static void requireJson(HttpServletRequest request) {
		if (!BodyEncoding.isJson(request)) {
			throw new Refusal(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type",
					"Send the body as JSON, with the header Content-Type: application/json.");
		}
		BodyEncoding.requireReadable(request);
	}

	private @Nullable URI callbackUrl(HttpServletRequest request) {
		String header = request.getHeader("callbackUrl");
		if (this.properties.polling() && (header == null || header.isBlank())) {
			return null;
		}
		return CallbackUrl.ofHeader(header).value();
	}

	private static String repeated(Jobs.Accepted accepted) {
		return accepted.repeated() ? " (the same request as before)" : "";
	}

	/**
	 * A file name is the caller's text: it must not be able to forge a log line.
	 */
	private static String printable(@Nullable String filename) {
		String clean = Objects.requireNonNullElse(filename, "-").replaceAll("[\\p{Cc}\\u2028\\u2029]", "?");
		return (clean.length() <= 200) ? clean : clean.substring(0, 200) + "...";
	}

}
