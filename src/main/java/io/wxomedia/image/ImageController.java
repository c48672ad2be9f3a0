package io.wxomedia.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Caller;
import io.wxomedia.job.NewJob;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;
import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.DecodingEffort;
import io.wxomedia.picture.PictureFormat;
import io.wxomedia.picture.PictureHeader;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.UnsupportedPicture;
import io.wxomedia.submission.Admission;
import io.wxomedia.submission.CallbackUrl;
import io.wxomedia.submission.Jobs;
import io.wxomedia.wait.JobWaits;
import io.wxomedia.wait.MayWait;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.BodyEncoding;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.Refuses;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Accepts images and batches. Everything that can be refused is refused here, in the
 * order of the contract; what is answered with 202 is on durable storage.
 */
@RestController
@Tag(name = ApiTag.EDIT)
class ImageController {

	private static final Logger logger = LoggerFactory.getLogger(ImageController.class);

	private static final String KEY_HEADER = "Idempotency-Key";

	private static final int LONGEST_KEY = 255;

	private final EditConfiguration configuration;

	private final SubmissionReader reader;

	private final Jobs jobs;

	private final Admission admission;

	private final PayloadStore payloads;

	private final JsonMapper json;

	private final ImageProperties properties;

	private final JobWaits waits;

	ImageController(EditConfiguration configuration, SubmissionReader reader, Jobs jobs, Admission admission,
			PayloadStore payloads, JsonMapper json, ImageProperties properties, JobWaits waits) {
		this.configuration = configuration;
		this.reader = reader;
		this.jobs = jobs;
		this.admission = admission;
		this.payloads = payloads;
		this.json = json;
		this.properties = properties;
		this.waits = waits;
	}

	@Operation(operationId = "processImageAsyncToBase64", summary = "Process one image asynchronously (JSON + Base64)",
			description = "Edits one image in the background. The callback carries the result in base64.")
	@Parameter(name = "callbackUrl", in = ParameterIn.HEADER, description = "Receives the result, once",
			schema = @Schema(type = "string"))
	@Parameter(name = "Idempotency-Key", in = ParameterIn.HEADER, description = "Makes repeating the request safe",
			schema = @Schema(type = "string"))
	@RequestBody(required = true,
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = ProcessImageRequest.class)))
	@ApiResponse(responseCode = "202", description = "Accepted; the job survives a restart",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = AcceptedAnswer.class)))
	@Refuses({ "415 unsupported_media_type", "415 unsupported_content_encoding", "415 unsupported_charset",
			"400 invalid_json", "413 image_too_large", "422 invalid_prompt", "422 invalid_base64", "422 data_prefix",
			"422 invalid_filename", "422 field_too_long", "415 unsupported_image", "422 broken_image",
			"422 too_many_pixels", "422 invalid_callback_url", "422 callback_address_refused",
			"422 invalid_idempotency_key", "422 idempotency_key_reused", "503 queue_full", "503 disk_full",
			"503 storage_unavailable", "503 database_unavailable", "500 missing_configuration" })
	@MayWait
	@PostMapping("/process-image-async-b64")
	@Nullable ResponseEntity<byte[]> editToBase64(HttpServletRequest request) throws IOException {
		this.configuration.requireEditor();
		return acceptImage(request, SingleImageHandler.TO_BASE64);
	}

	@Operation(operationId = "processImageAsyncToCos", summary = "Process one image asynchronously (JSON + COS URL)",
			description = "Edits one image in the background. The callback carries a link to the result.")
	@Parameter(name = "callbackUrl", in = ParameterIn.HEADER, description = "Receives the result, once",
			schema = @Schema(type = "string"))
	@Parameter(name = "Idempotency-Key", in = ParameterIn.HEADER, description = "Makes repeating the request safe",
			schema = @Schema(type = "string"))
	@RequestBody(required = true,
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = ProcessImageRequest.class)))
	@ApiResponse(responseCode = "202", description = "Accepted; the job survives a restart",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = AcceptedAnswer.class)))
	@Refuses({ "415 unsupported_media_type", "415 unsupported_content_encoding", "415 unsupported_charset",
			"400 invalid_json", "413 image_too_large", "422 invalid_prompt", "422 invalid_base64", "422 data_prefix",
			"422 invalid_filename", "422 field_too_long", "415 unsupported_image", "422 broken_image",
			"422 too_many_pixels", "422 invalid_callback_url", "422 callback_address_refused",
			"422 invalid_idempotency_key", "422 idempotency_key_reused", "503 queue_full", "503 disk_full",
			"503 storage_unavailable", "503 database_unavailable", "500 missing_configuration" })
	@MayWait
	@PostMapping("/process-image-async")
	@Nullable ResponseEntity<byte[]> editToStorage(HttpServletRequest request) throws IOException {
		this.configuration.requireStorage();
		this.configuration.requireEditor();
		return acceptImage(request, SingleImageHandler.TO_STORAGE);
	}

	@Operation(operationId = "batchProcessImages",
			summary = "Batch process all images from COS input bucket and store results in COS output bucket",
			description = "Edits every image of the input bucket in the background. One callback tells of all.")
	@Parameter(name = "callbackUrl", in = ParameterIn.HEADER, description = "Receives the summary, once",
			schema = @Schema(type = "string"))
	@Parameter(name = "Idempotency-Key", in = ParameterIn.HEADER, description = "Makes repeating the request safe",
			schema = @Schema(type = "string"))
	@RequestBody(required = true,
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = BatchRequest.class)))
	@ApiResponse(responseCode = "202", description = "Accepted; the job survives a restart",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = AcceptedAnswer.class)))
	@Refuses({ "415 unsupported_media_type", "415 unsupported_content_encoding", "415 unsupported_charset",
			"400 invalid_json", "422 invalid_prompt", "422 field_too_long", "422 invalid_callback_url",
			"422 callback_address_refused", "422 invalid_idempotency_key", "422 idempotency_key_reused",
			"503 queue_full", "503 disk_full", "503 database_unavailable", "500 missing_configuration" })
	@MayWait
	@PostMapping("/batch-process-images")
	@Nullable ResponseEntity<byte[]> editBatch(HttpServletRequest request) throws IOException {
		this.configuration.requireStorage();
		this.configuration.requireInputBucket();
		this.configuration.requireEditor();
		requireJson(request);
		try (Admission.Place place = admit(request, 0);
				SubmittedEdit submitted = this.reader.readPrompt(request.getInputStream())) {
			String prompt = submitted.requirePrompt();
			URI callbackUrl = callbackUrl(request);
			NewJob.Idempotency idempotency = idempotency(request, callbackUrl, prompt, null, null);
			Jobs.Accepted accepted = this.jobs
				.accept(new NewJob(BatchHandler.KIND, Caller.of(request).name(), callbackUrl, null,
						this.json.writeValueAsString(new EditSpec(prompt, null)), null, 0, idempotency, place.room(0)));
			logger.info("[ACCEPTED] {} job_id={}{}", request.getRequestURI(), accepted.id(), repeated(accepted));
			return answer(request, accepted);
		}
	}

	private @Nullable ResponseEntity<byte[]> acceptImage(HttpServletRequest request, String kind) throws IOException {
		requireJson(request);
		MessageDigest digest = (request.getHeader(KEY_HEADER) != null) ? sha256() : null;
		long most = this.properties.maxBase64Chars() / 4 * 3;
		try (Admission.Place place = admit(request, Math.min(most, declaredImageBytes(request)));
				SubmittedEdit submitted = this.reader.readImage(place.grow(request.getInputStream(), most), digest)) {
			String prompt = submitted.requirePrompt();
			submitted.requireImage();
			submitted.requireUsableFilename();
			URI callbackUrl = callbackUrl(request);
			NewJob.Idempotency idempotency = idempotency(request, callbackUrl, prompt, submitted.filename(), digest);
			PayloadWriter image = submitted.image();
			if (image == null) {
				throw new IllegalStateException("A body with an image was read without one");
			}
			PictureFormat format = inspect(image);
			commit(image);
			NewJob job = new NewJob(kind, Caller.of(request).name(), callbackUrl, submitted.filename(),
					this.json.writeValueAsString(new EditSpec(prompt, format)), image.id(), 1, idempotency,
					place.room(image.length()));
			Jobs.Accepted accepted = acceptOrDiscard(job, image.id());
			logger.info("[ACCEPTED] {} job_id={} filename={}{}", request.getRequestURI(), accepted.id(),
					printable(submitted.filename()), repeated(accepted));
			return answer(request, accepted);
		}
	}

	private Admission.Place admit(HttpServletRequest request, long inputBytes) {
		return this.admission.admit(inputBytes, Caller.of(request).name(), request.getHeader(KEY_HEADER));
	}

	/**
	 * Three bytes for four characters of base64; nothing where the length is not said.
	 */
	private static long declaredImageBytes(HttpServletRequest request) {
		return Math.max(0, request.getContentLengthLong()) / 4 * 3;
	}

	private Jobs.Accepted acceptOrDiscard(NewJob job, PayloadId image) {
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
			// image.
			used = true;
			throw ex;
		}
		finally {
			if (!used) {
				this.payloads.delete(image);
			}
		}
	}

	private static void commit(PayloadWriter image) {
		try {
			image.commit();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private PictureFormat inspect(PayloadWriter image) throws IOException {
		try (InputStream in = image.read()) {
			DecodingEffort effort = PictureInspector.effort(in);
			PictureHeader header = effort.header();
			if (header.pixels() > this.properties.maxPixels()) {
				throw Refusal.unprocessable("too_many_pixels",
						"The image has " + header.width() + " x " + header.height() + " pixels; at most "
								+ this.properties.maxPixels() + " (MAX_IMAGE_PIXELS) are allowed. Send a smaller one.");
			}
			effort.requireBounded();
			return header.format();
		}
		catch (UnsupportedPicture ex) {
			throw new Refusal(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_image", String.valueOf(ex.getMessage()),
					null, ex);
		}
		catch (BrokenPicture ex) {
			throw Refusal.unprocessable("broken_image", String.valueOf(ex.getMessage()));
		}
	}

	private static void requireJson(HttpServletRequest request) {
		try {
			String type = request.getContentType();
			if (type != null
					&& MediaType.APPLICATION_JSON.includes(MediaType.parseMediaType(type.replaceFirst(";.*", "")))) {
				BodyEncoding.requireReadable(request);
				return;
			}
		}
		catch (InvalidMediaTypeException ex) {
			logger.debug("Refusing a malformed content type: {}", ex.getMessage());
		}
		throw new Refusal(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type",
				"Send the body as JSON, with the header Content-Type: application/json.");
	}

	private @Nullable URI callbackUrl(HttpServletRequest request) {
		String header = request.getHeader("callbackUrl");
		if (this.properties.polling() && (header == null || header.isBlank())) {
			return null;
		}
		return CallbackUrl.ofHeader(header).value();
	}

	private static NewJob.@Nullable Idempotency idempotency(HttpServletRequest request, @Nullable URI callbackUrl,
			String prompt, @Nullable String filename, @Nullable MessageDigest image) {
		String key = request.getHeader(KEY_HEADER);
		if (key == null) {
			return null;
		}
		if (key.isBlank() || key.length() > LONGEST_KEY) {
			throw Refusal.unprocessable("invalid_idempotency_key",
					"The Idempotency-Key must have 1 to " + LONGEST_KEY + " characters.");
		}
		MessageDigest all = sha256();
		for (String part : new String[] { request.getRequestURI(), String.valueOf(callbackUrl), prompt,
				(filename != null) ? "=" + filename : "" }) {
			all.update(part.getBytes(StandardCharsets.UTF_8));
			all.update((byte) 0);
		}
		if (image != null) {
			all.update(image.digest());
		}
		return new NewJob.Idempotency(key, HexFormat.of().formatHex(all.digest()));
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	/**
	 * Written as bytes, so that the answer has a Content-Length: some callers' clients
	 * cannot read chunks.
	 * @return the answer, or {@code null} if it comes later
	 */
	private @Nullable ResponseEntity<byte[]> answer(HttpServletRequest request, Jobs.Accepted accepted) {
		ResponseEntity<byte[]> usual = ResponseEntity.status(HttpStatus.ACCEPTED)
			.location(URI.create("/jobs/" + accepted.id()))
			.header(HttpHeaders.RETRY_AFTER, "5")
			.contentType(MediaType.APPLICATION_JSON)
			.body(this.json.writeValueAsBytes(new AcceptedAnswer(true, accepted.id().toString())));
		return this.waits.takeOver(request, accepted.id().value(), usual) ? null : usual;
	}

	private static String repeated(Jobs.Accepted accepted) {
		return accepted.repeated() ? " (the same request as before)" : "";
	}

	/**
	 * A file name is the caller's text: it must not be able to forge a log line.
	 */
	private static String printable(@Nullable String filename) {
		if (filename == null) {
			return "-";
		}
		String clean = filename.replaceAll("[\\p{Cc}\\u2028\\u2029]", "?");
		return (clean.length() <= 200) ? clean : clean.substring(0, 200) + "...";
	}

	/**
	 * The answer to an accepted request, exactly these two fields.
	 *
	 * @param accepted always {@code true}
	 * @param jobId identifies the job
	 */
	record AcceptedAnswer(boolean accepted, @JsonProperty("job_id") String jobId) {

	}

	/**
	 * The body of the single endpoints, for their documentation.
	 *
	 * @param prompt the instruction
	 * @param filename the file name
	 * @param imageBase64 the image
	 */
	record ProcessImageRequest(
			@Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "Instruction in natural language",
					example = "make it black and white") String prompt,
			@Nullable @Schema(description = "Original file name", example = "photo.jpg") String filename,
			@JsonProperty("image_base64") @Schema(requiredMode = Schema.RequiredMode.REQUIRED,
					description = "PNG, JPEG or WebP in base64, without a data: prefix",
					example = ExampleImage.BASE64) String imageBase64) {

	}

	/**
	 * The body of the batch endpoint, for its documentation.
	 *
	 * @param prompt the instruction
	 */
	record BatchRequest(@Schema(requiredMode = Schema.RequiredMode.REQUIRED,
			description = "Instruction in natural language, the same for every image",
			example = "sepia, with a vignette") String prompt) {

	}

}
