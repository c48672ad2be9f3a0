package io.wxomedia.workflowapi;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import io.wxomedia.job.JobItem;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies.LowerCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.json.JsonMapper;

/**
 * A step as callers see it.
 *
 * @param id its name for programs
 * @param name its name for people
 * @param status pending, processing, completed or failed
 * @param progress how far it is, in percent
 * @param startedAt when it began
 * @param completedAt when it was settled
 * @param error why it failed
 * @param result what it made
 * @param nextAttemptAt when it is tried again or looked at next, while it waits; left out
 * otherwise
 */
@JsonNaming(LowerCamelCaseStrategy.class)
record StepView(@Schema(example = "image_generation") String id,
		@Schema(example = "Generate Image with gpt-image-2") String name, @Schema(example = "completed") String status,
		int progress, @Nullable Instant startedAt, @Nullable Instant completedAt,
		@Schema(nullable = true, example = "null") @Nullable String error,
		@Schema(type = "object", description = "What it made: type, size, length") @Nullable JsonNode result,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant nextAttemptAt) {

	static StepView of(JobItem step, JsonMapper json) {
		JobItem.Work work = step.work();
		return new StepView(step.key(), step.target(), step.state().word(), work.progress(), work.startedAt(),
				work.finishedAt(), step.error(), (work.result() != null) ? json.readTree(work.result()) : null, null);
	}

	/**
	 * Return a step that has not begun.
	 */
	static StepView pending(JobItem step) {
		return new StepView(step.key(), step.target(), JobItem.State.PENDING.word(), 0, null, null, null, null, null);
	}

	/**
	 * Return a step as an event tells of it.
	 */
	static StepView of(JsonNode event) {
		return new StepView(event.path("key").asString(""), event.path("name").asString(""),
				event.path("state").asString(""), event.path("progress").asInt(0), instant(event.path("started_at")),
				instant(event.path("finished_at")),
				event.path("error").isString() ? event.path("error").asString() : null,
				event.path("result").isObject() ? event.path("result") : null, null);
	}

	/**
	 * Return this step with the time when it is tried again.
	 */
	StepView waitingUntil(@Nullable Instant next) {
		return new StepView(this.id, this.name, this.status, this.progress, this.startedAt, this.completedAt,
				this.error, this.result, next);
	}

	boolean isSettled() {
		return JobItem.State.COMPLETED.word().equals(this.status) || JobItem.State.FAILED.word().equals(this.status);
	}

	static @Nullable Instant instant(JsonNode value) {
		return value.isString() ? Instant.parse(value.asString()) : null;
	}

}
