package io.wxomedia.workflowapi;

import java.time.Clock;
import java.util.List;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Caller;
import io.wxomedia.generation.ImageGenerator;
import io.wxomedia.generation.VideoMaker;
import io.wxomedia.job.JobFilter;
import io.wxomedia.job.JobSearch;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.storage.StorageProperties;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Refuses;
import io.wxomedia.workflow.WorkflowSpec;
import io.wxomedia.workflow.WorkflowStarts;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.env.Environment;
import org.springframework.dao.DataAccessException;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Says whether runs can be made, and how many of the caller's are open. Calls nobody.
 */
@RestController
@Tag(name = ApiTag.WORKFLOW)
class WorkflowHealthController {

	private static final Logger logger = LoggerFactory.getLogger(WorkflowHealthController.class);

	private static final int MOST_COUNTED = 1000;

	private static final int SHOWN = 5;

	private static final WorkflowSpec USUAL = new WorkflowSpec("", "", "vivid", "hd", "1024x1792", 8, "1080p", true,
			null);

	private final WorkflowStarts starts;

	private final ImageGenerator images;

	private final VideoMaker videos;

	private final JobSearch jobs;

	private final ObjectStorage objects;

	private final StorageProperties storage;

	private final Environment environment;

	private final Clock clock;

	WorkflowHealthController(WorkflowStarts starts, ImageGenerator images, VideoMaker videos, JobSearch jobs,
			ObjectStorage objects, StorageProperties storage, Environment environment, Clock clock) {
		this.starts = starts;
		this.images = images;
		this.videos = videos;
		this.jobs = jobs;
		this.objects = objects;
		this.storage = storage;
		this.environment = environment;
		this.clock = clock;
	}

	@Operation(operationId = "getWorkflowHealth", summary = "Say whether workflows can be made",
			description = "By the settings and the database; nobody is called for it.")
	@ApiResponse(responseCode = "200", description = "ok, or degraded where a setting is missing")
	@Refuses("503 database_unavailable")
	@GetMapping(path = "/api/workflow/health", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<WorkflowAnswers.Health> health(HttpServletRequest request) {
		List<JobSearch.Place> open = open(Caller.of(request));
		boolean usable = this.starts.missingSettings().isEmpty() && this.objects.missingSettings().isEmpty();
		String configured = usable ? "ok" : "degraded";
		String status = (open != null) ? configured : "error";
		List<JobSearch.Place> counted = (open != null) ? open : List.of();
		WorkflowAnswers.Health health = new WorkflowAnswers.Health(status, this.clock.instant(), apis(),
				new WorkflowAnswers.Workflows(counted.size(),
						counted.stream().limit(SHOWN).map((place) -> place.id().toString()).toList()),
				new WorkflowAnswers.Database(open != null), new WorkflowAnswers.EnvironmentState(
						isSet("media.openai.api-key"), isSet("media.fal.key"), this.storage.missing().isEmpty()));
		return ResponseEntity.status((open != null) ? HttpStatus.OK : HttpStatus.INTERNAL_SERVER_ERROR)
			.cacheControl(CacheControl.noStore())
			.body(health);
	}

	private WorkflowAnswers.Apis apis() {
		List<String> image = this.images.missingSettings();
		List<String> video = this.videos.missingSettings();
		return new WorkflowAnswers.Apis(image.isEmpty(), video.isEmpty(),
				new WorkflowAnswers.ApiDetails(
						new WorkflowAnswers.Api(this.images.provider(), this.images.model(), image),
						new WorkflowAnswers.Api(this.videos.provider(), this.videos.model(USUAL.video(null)), video)));
	}

	/**
	 * Return the caller's open runs, or {@code null} if the database does not answer.
	 */
	private @Nullable List<JobSearch.Place> open(Caller caller) {
		try {
			return this.jobs.find(new JobFilter(caller.name(), null, WorkflowSpec.KIND, null, null), true, null,
					MOST_COUNTED);
		}
		catch (DataAccessException | TransactionException ex) {
			logger.warn("The database does not answer: {}", ex.getMessage());
			return null;
		}
	}

	private boolean isSet(String property) {
		return StringUtils.hasText(this.environment.getProperty(property));
	}

}
