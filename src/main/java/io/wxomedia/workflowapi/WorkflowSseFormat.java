package io.wxomedia.workflowapi;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.wxomedia.event.Event;
import io.wxomedia.event.EventType;
import io.wxomedia.event.SseFormat;
import io.wxomedia.job.JobItem;
import io.wxomedia.workflow.Bucket;
import io.wxomedia.workflow.WorkflowState;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link SseFormat} of a run: messages without an event's name, whose JSON says what they
 * are. What it shows of all steps follows from the events before, and asks nobody.
 */
class WorkflowSseFormat implements SseFormat {

	private final String id;

	private final String hello;

	private final Bucket bucket;

	private final JsonMapper json;

	private final Clock clock;

	private final Map<String, StepView> steps = new LinkedHashMap<>();

	private final Map<String, Assets.Stored> stored = new LinkedHashMap<>();

	/**
	 * Create the form of one stream.
	 * @param now the run as it is now, for the first message
	 * @param items its steps
	 */
	WorkflowSseFormat(WorkflowView now, List<JobItem> items, Bucket bucket, JsonMapper json, Clock clock) {
		this.id = now.id();
		this.bucket = bucket;
		this.json = json;
		this.clock = clock;
		Map<String, @Nullable Object> status = message("status");
		status.put("status", now.status());
		status.put("progress", now.progress());
		status.put("allSteps", now.steps());
		this.hello = "retry: 3000\n\n" + data(status, clock.instant());
		items.forEach((item) -> this.steps.put(item.key(), StepView.pending(item)));
	}

	@Override
	public String hello() {
		return this.hello;
	}

	@Override
	public @Nullable String event(Event event) {
		if (event.type() == EventType.ITEM) {
			return "id: " + event.seq() + "\n" + update(event);
		}
		if (event.type() == EventType.STATE) {
			return state(event);
		}
		return (event.type() == EventType.DONE) ? "id: " + event.seq() + "\n" + complete(event) : null;
	}

	private String update(Event event) {
		JsonNode told = this.json.readTree(event.data());
		StepView step = StepView.of(told);
		this.steps.put(step.id(), step);
		if (told.path("output_key").isString()) {
			this.stored.put(step.id(), new Assets.Stored(step.id(), told.path("output_key").asString(), step.result()));
		}
		return update(step, event);
	}

	private String update(StepView step, Event event) {
		Map<String, @Nullable Object> update = message("workflow:update");
		update.put("stepId", step.id());
		update.put("step", step);
		update.put("allSteps", new ArrayList<>(this.steps.values()));
		return data(update, event.at());
	}

	/**
	 * A run that waits does so in the first step that is not settled; one that goes on
	 * tells of its step by itself.
	 */
	private @Nullable String state(Event event) {
		this.steps.replaceAll((id, step) -> step.waitingUntil(null));
		Instant next = StepView.instant(this.json.readTree(event.data()).path("next_attempt_at"));
		Optional<StepView> waiting = (next != null)
				? this.steps.values().stream().filter((step) -> !step.isSettled()).findFirst() : Optional.empty();
		return waiting.map((step) -> {
			StepView shown = step.waitingUntil(next);
			this.steps.put(shown.id(), shown);
			return "id: " + event.seq() + "\n" + update(shown, event);
		}).orElse(null);
	}

	private String complete(Event event) {
		JsonNode told = this.json.readTree(event.data());
		boolean ready = "completed".equals(told.path("verdict").asString(""));
		Assets assets = Assets.of(this.stored.values(), this.bucket);
		Map<String, @Nullable Object> result = new LinkedHashMap<>();
		result.put("imageAsset", assets.image());
		result.put("videoAsset", assets.video());
		result.put("errorMessage", told.path("error").isString() ? told.path("error").asString() : null);
		Map<String, @Nullable Object> complete = message("workflow:complete");
		complete.put("status", (ready ? WorkflowState.VIDEO_READY : WorkflowState.FAILED).name());
		complete.put("result", result);
		return data(complete, event.at());
	}

	@Override
	public String idle() {
		Map<String, @Nullable Object> ping = new LinkedHashMap<>();
		ping.put("type", "ping");
		return data(ping, this.clock.instant());
	}

	@Override
	public String removed() {
		Map<String, @Nullable Object> error = message("error");
		error.put("error", "The workflow was deleted");
		return data(error, this.clock.instant());
	}

	@Override
	public String revoked() {
		Map<String, @Nullable Object> error = message("error");
		error.put("error", "Unauthorized: the credential of this stream works no more");
		return data(error, this.clock.instant());
	}

	@Override
	public boolean followsFromAll() {
		return true;
	}

	private Map<String, @Nullable Object> message(String type) {
		Map<String, @Nullable Object> message = new LinkedHashMap<>();
		message.put("type", type);
		message.put("workflowId", this.id);
		return message;
	}

	private String data(Map<String, @Nullable Object> message, Instant at) {
		message.put("timestamp", at);
		return "data: " + this.json.writeValueAsString(message) + "\n\n";
	}

}
