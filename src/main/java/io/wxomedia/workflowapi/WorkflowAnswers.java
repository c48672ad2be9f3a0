package io.wxomedia.workflowapi;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.LowerCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * The bodies of answers, in the names that callers know.
 */
final class WorkflowAnswers {

	private WorkflowAnswers() {
	}

	/**
	 * Runs are started.
	 *
	 * @param success always {@code true}
	 * @param workflowId the first run
	 * @param jobId the same
	 * @param workflowIds all runs, if there are several
	 * @param estimatedDuration how long it usually takes, in milliseconds
	 * @param streamUrl what happens to the first run, live
	 */
	@JsonNaming(LowerCamelCaseStrategy.class)
	record Started(boolean success, String workflowId, String jobId,
			@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> workflowIds,
			@Schema(example = "180000") int estimatedDuration, String streamUrl) {

	}

	/**
	 * What runs would cost.
	 *
	 * @param credits in credits
	 * @param available the credits that the caller has
	 * @param costUsd in US dollars, {@code null} if a model has no price
	 * @param estimatedDuration how long it usually takes, in milliseconds
	 * @param models what would be called
	 */
	@JsonNaming(LowerCamelCaseStrategy.class)
	record Estimate(int credits, int available, @Nullable BigDecimal costUsd,
			@Schema(example = "180000") int estimatedDuration, Models models) {

	}

	/**
	 * The models of a run.
	 *
	 * @param image makes the picture
	 * @param video makes the video
	 */
	record Models(@Schema(example = "gpt-image-2") String image,
			@Schema(example = "fal-ai/veo3.1/lite/image-to-video") String video) {

	}

	/**
	 * A page of runs.
	 *
	 * @param workflows the runs, newest first
	 * @param count how many are on this page
	 * @param page the number of the page, from 1
	 * @param limit how many a page has at the most
	 * @param total how many there are
	 */
	record Page(List<WorkflowView> workflows, int count, int page, int limit, int total) {

	}

	/**
	 * A run is cancelled.
	 *
	 * @param success always {@code true}
	 * @param refundAmount the credits that were given back
	 * @param message says so
	 */
	@JsonNaming(LowerCamelCaseStrategy.class)
	record Cancelled(boolean success, int refundAmount,
			@Schema(example = "Workflow cancelled successfully") String message) {

	}

	/**
	 * How the workflow is. Nothing was called for it.
	 *
	 * @param status ok, degraded or error
	 * @param timestamp when it was looked
	 * @param apis whether what makes pictures and videos is configured
	 * @param workflows the caller's open runs
	 * @param database whether it answers
	 * @param environment which settings are there
	 */
	record Health(@Schema(example = "ok") String status, Instant timestamp, Apis apis, Workflows workflows,
			Database database, EnvironmentState environment) {

	}

	/**
	 * What makes pictures and videos.
	 *
	 * @param dalle whether pictures can be ordered
	 * @param veo3 whether videos can be ordered
	 * @param details who makes them
	 */
	record Apis(boolean dalle, boolean veo3, ApiDetails details) {

	}

	/**
	 * Who makes pictures and videos.
	 *
	 * @param image makes pictures
	 * @param video makes videos
	 */
	record ApiDetails(Api image, Api video) {

	}

	/**
	 * Who makes something.
	 *
	 * @param provider the provider
	 * @param model the model
	 * @param missing the settings that are missing
	 */
	record Api(@Schema(example = "openai") String provider, @Schema(example = "gpt-image-2") String model,
			List<String> missing) {

	}

	/**
	 * The caller's open runs.
	 *
	 * @param active how many
	 * @param activeIds the newest five
	 */
	@JsonNaming(LowerCamelCaseStrategy.class)
	record Workflows(int active, List<String> activeIds) {

	}

	/**
	 * The database.
	 *
	 * @param connected whether it answers
	 */
	record Database(boolean connected) {

	}

	/**
	 * Which settings are there.
	 *
	 * @param hasOpenAiKey OPENAI_API_KEY
	 * @param hasFalKey FAL_KEY
	 * @param hasS3Config the COS_ variables
	 */
	@JsonNaming(LowerCamelCaseStrategy.class)
	record EnvironmentState(@JsonProperty("hasOpenAIKey") boolean hasOpenAiKey, boolean hasFalKey,
			@JsonProperty("hasS3Config") boolean hasS3Config) {

	}

}
