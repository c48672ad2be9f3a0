package io.wxomedia.workflowapi;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Caller;
import io.wxomedia.generation.ImageGenerator;
import io.wxomedia.generation.VideoMaker;
import io.wxomedia.job.JobId;
import io.wxomedia.job.NewJob;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.submission.CallbackUrl;
import io.wxomedia.submission.Fingerprint;
import io.wxomedia.submission.IdempotencyKey;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.Refuses;
import io.wxomedia.web.RequestFields;
import io.wxomedia.workflow.WorkflowSpec;
import io.wxomedia.workflow.WorkflowStarts;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Starts runs of the workflow, and says beforehand what they will cost.
 */
@RestController
@Tag(name = ApiTag.WORKFLOW)
class WorkflowStartController {

	private static final Logger logger = LoggerFactory.getLogger(WorkflowStartController.class);

	private static final int USUAL_MILLIS = 180_000;

	private final WorkflowStarts starts;

	private final ImageGenerator images;

	private final VideoMaker videos;

	private final ObjectStorage storage;

	private final Prices prices;

	private final JsonMapper json;

	WorkflowStartController(WorkflowStarts starts, ImageGenerator images, VideoMaker videos, ObjectStorage storage,
			Prices prices, JsonMapper json) {
		this.starts = starts;
		this.images = images;
		this.videos = videos;
		this.storage = storage;
		this.prices = prices;
		this.json = json;
	}

	@Operation(operationId = "startWorkflow", summary = "Make a picture and a video of it",
			description = "Starts one to four runs: a picture is made from words, then a video from the picture. The"
					+ " header callbackUrl, if sent, receives the end of each run.")
	@Parameter(name = "callbackUrl", in = ParameterIn.HEADER, description = "Receives the end of each run, once",
			schema = @Schema(type = "string"))
	@Parameter(name = "Idempotency-Key", in = ParameterIn.HEADER, description = "Makes repeating the request safe",
			schema = @Schema(type = "string"))
	@RequestBody(required = true,
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = StartRequest.class)))
	@ApiResponse(responseCode = "200", description = "The runs are accepted; they survive a restart",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = WorkflowAnswers.Started.class)))
	@ApiResponse(responseCode = "400", description = "Fields that cannot be used, or too few credits",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = WorkflowErrors.WorkflowError.class)))
	@ApiResponse(responseCode = "422", description = "A callbackUrl or an Idempotency-Key that cannot be used",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = WorkflowErrors.WorkflowError.class)))
	@ApiResponse(responseCode = "503", description = "The queue is full",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = WorkflowErrors.WorkflowError.class)))
	@Refuses("503 database_unavailable")
	@PostMapping(path = "/api/workflow/start", produces = MediaType.APPLICATION_JSON_VALUE)
	WorkflowAnswers.Started start(HttpServletRequest request) throws IOException {
		requireSettings();
		StartFields fields = read(request);
		String header = request.getHeader("callbackUrl");
		URI callbackUrl = (header != null && !header.isBlank()) ? CallbackUrl.ofHeader(header).value() : null;
		List<JobId> runs = this.starts.start(new WorkflowStarts.Start(Caller.of(request).name(), fields.spec(),
				fields.count(), fields.projectId(), callbackUrl, idempotency(request, fields, callbackUrl)));
		runs.forEach((run) -> logger.info("[ACCEPTED] {} job_id={}", request.getRequestURI(), run));
		String first = runs.get(0).toString();
		return new WorkflowAnswers.Started(true, first, first,
				(fields.count() > 1) ? runs.stream().map(JobId::toString).toList() : null, USUAL_MILLIS,
				"/api/workflow/" + first + "/stream");
	}

	@Operation(operationId = "estimateWorkflow", summary = "Say what a workflow would cost",
			description = "Takes the body of a start, and calls nobody.")
	@RequestBody(required = true,
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = StartRequest.class)))
	@ApiResponse(responseCode = "200", description = "What it would cost",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = WorkflowAnswers.Estimate.class)))
	@ApiResponse(responseCode = "400", description = "Fields that cannot be used",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = WorkflowErrors.WorkflowError.class)))
	@Refuses("503 database_unavailable")
	@PostMapping(path = "/api/workflow/estimate", produces = MediaType.APPLICATION_JSON_VALUE)
	WorkflowAnswers.Estimate estimate(HttpServletRequest request) throws IOException {
		StartFields fields = read(request);
		WorkflowSpec spec = fields.spec();
		BigDecimal usd = this.prices.usd(spec);
		return new WorkflowAnswers.Estimate(this.prices.credits() * fields.count(),
				this.prices.available(Caller.of(request).name()),
				(usd != null) ? usd.multiply(BigDecimal.valueOf(fields.count())) : null, USUAL_MILLIS,
				new WorkflowAnswers.Models(this.images.model(), this.videos.model(spec.video(null))));
	}

	private StartFields read(HttpServletRequest request) throws IOException {
		return StartFields.read(RequestFields.read(request, this.json).fields(), this.videos.capabilities());
	}

	/**
	 * What is missing is told at the start, and never in the middle of a run.
	 */
	private void requireSettings() {
		List<String> store = this.storage.missingSettings();
		if (!store.isEmpty()) {
			throw missing("Missing COS env vars: " + String.join(", ", store));
		}
		List<String> missing = this.starts.missingSettings();
		if (!missing.isEmpty()) {
			throw missing(
					((missing.size() == 1) ? "Missing env var: " : "Missing env vars: ") + String.join(", ", missing));
		}
	}

	private static Refusal missing(String detail) {
		return new Refusal(HttpStatus.INTERNAL_SERVER_ERROR, "missing_configuration", detail);
	}

	private NewJob.@Nullable Idempotency idempotency(HttpServletRequest request, StartFields fields,
			@Nullable URI callbackUrl) {
		String key = IdempotencyKey.check(request.getHeader(IdempotencyKey.HEADER));
		if (key == null) {
			return null;
		}
		byte[] all = String
			.join("\n", request.getRequestURI(), String.valueOf(callbackUrl), this.json.writeValueAsString(fields))
			.getBytes(StandardCharsets.UTF_8);
		Fingerprint fingerprint = new Fingerprint();
		fingerprint.add(all, all.length);
		return new NewJob.Idempotency(key, fingerprint.hex());
	}

}
