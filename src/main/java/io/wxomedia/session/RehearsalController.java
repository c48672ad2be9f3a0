package io.wxomedia.session;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Administration;
import io.wxomedia.access.Caller;
import io.wxomedia.image.ImageKinds;
import io.wxomedia.job.JobRecords;
import io.wxomedia.provider.EditOptions;
import io.wxomedia.provider.ImageEditor;
import io.wxomedia.spending.Estimates;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Refuses;
import io.wxomedia.web.RequestFields;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Computes beforehand how a workshop would go.
 */
@RestController
@Tag(name = ApiTag.SESSIONS)
class RehearsalController {

	private static final int MOST_SEATS = 500;

	private static final int MOST_IMAGES = 1_000;

	private static final int MOST_PER_MINUTE = 10_000;

	private static final int LONGEST_MODEL = 200;

	private static final int LONGEST_QUALITY = 40;

	/**
	 * Where no job has told yet.
	 */
	private static final Duration USUAL = Duration.ofSeconds(30);

	private final JobRecords jobs;

	private final ImageEditor editor;

	private final Estimates estimates;

	private final SessionProperties properties;

	private final Administration administration;

	private final JsonMapper json;

	RehearsalController(JobRecords jobs, ImageEditor editor, Estimates estimates, SessionProperties properties,
			Administration administration, JsonMapper json) {
		this.jobs = jobs;
		this.editor = editor;
		this.estimates = estimates;
		this.properties = properties;
		this.administration = administration;
		this.json = json;
	}

	@Operation(operationId = "rehearseSession", summary = "Compute how a workshop would go",
			description = "All send all their images at once. The order is that of the queue, the time of an image that of"
					+ " the last jobs, or 30 s. Nothing is bought.")
	@RequestBody(required = true,
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = SessionRequests.Rehearse.class)))
	@Refuses({ "400 invalid_json", "403 admin_only", "404 not_found", "413 body_too_large",
			"415 unsupported_media_type", "422 invalid_field", "503 database_unavailable" })
	@PostMapping(path = "/sessions/rehearsal", produces = MediaType.APPLICATION_JSON_VALUE)
	RehearsalAnswer rehearse(HttpServletRequest request) throws IOException {
		SessionController.requireOpen(this.administration);
		Caller.of(request).requireAdmin();
		SessionFields fields = SessionFields.of(RequestFields.read(request, this.json));
		Duration duration = this.jobs.usualWork(ImageKinds.TO_BASE64)
			.or(() -> this.jobs.usualWork(ImageKinds.TO_STORAGE))
			.orElse(USUAL);
		Rehearsal.Outcome outcome = new Rehearsal(required(fields, "seats", MOST_SEATS),
				required(fields, "images_per_seat", MOST_IMAGES),
				required(fields, "images_per_minute", MOST_PER_MINUTE), this.properties.maxConcurrent(),
				this.properties.maxQueued(), duration)
			.outcome();
		BigDecimal estimate = this.estimates.next(
				this.editor
					.purchase(new EditOptions(fields.word("model", LONGEST_MODEL), null,
							fields.word("quality", LONGEST_QUALITY), null, null, null, null))
					.what());
		BigDecimal cost = (estimate != null) ? Amounts.shown(estimate.multiply(BigDecimal.valueOf(outcome.images())))
				: null;
		return new RehearsalAnswer(seconds(outcome.lastFinishedAfter()), seconds(outcome.medianWait()), cost,
				outcome.refused());
	}

	private static int required(SessionFields fields, String name, int most) {
		Integer value = fields.wholeOrNull(name, 1, most);
		if (value == null) {
			throw SessionFields.refused(name, "a whole number from 1 to " + most);
		}
		return value;
	}

	private static long seconds(Duration duration) {
		return duration.plusMillis(999).toSeconds();
	}

	/**
	 * How a workshop would go.
	 *
	 * @param lastFinishedAfterSeconds when the last image would be finished
	 * @param medianWaitSeconds how long half of them would wait at the most
	 * @param costUsd what they would cost, {@code null} if the price is not known
	 * @param refused how many would be refused because the queue is full
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	record RehearsalAnswer(long lastFinishedAfterSeconds, long medianWaitSeconds, @Nullable BigDecimal costUsd,
			int refused) {
	}

}
