package io.wxomedia.job;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import io.wxomedia.event.EventType;
import io.wxomedia.event.NewEvent;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.util.RawValue;

/**
 * What the log of events says of a job. Names are those of the job's resource.
 */
final class JobEvents {

	private JobEvents() {
	}

	static NewEvent accepted(JobId id, NewJob job) {
		Map<String, @Nullable Object> data = data("state", JobState.QUEUED.word());
		data.put("kind", job.kind());
		data.put("filename", job.filename());
		return new NewEvent(id.value(), job.owner(), EventType.STATE, data);
	}

	static NewEvent state(Job job, JobState state, @Nullable String phase) {
		Map<String, @Nullable Object> data = data("state", state.word());
		data.put("phase", phase);
		return new NewEvent(job.id().value(), job.owner(), EventType.STATE, data);
	}

	static NewEvent waiting(Job job, @Nullable String phase, @Nullable Instant until) {
		Map<String, @Nullable Object> data = data("state", JobState.QUEUED.word());
		data.put("phase", phase);
		if (until != null) {
			data.put("next_attempt_at", until);
		}
		return new NewEvent(job.id().value(), job.owner(), EventType.STATE, data);
	}

	static NewEvent called(Job job, String model) {
		Map<String, @Nullable Object> data = data("phase", "editing");
		data.put("model", model);
		return new NewEvent(job.id().value(), job.owner(), EventType.PROGRESS, data);
	}

	static NewEvent progress(Job job, JobRun.Progress progress) {
		Map<String, @Nullable Object> data = data("phase", progress.phase());
		data.put("percent", percent(progress));
		data.put("done", progress.done());
		data.put("failed", progress.failed());
		data.put("total", progress.total());
		data.put("fallback_local", progress.fallbacks());
		return new NewEvent(job.id().value(), job.owner(), EventType.PROGRESS, data);
	}

	static NewEvent item(Job job, JobItem item, JobItem.State state, @Nullable String outputKey,
			@Nullable String error) {
		Map<String, @Nullable Object> data = data("key", item.key());
		data.put("state", state.word());
		data.put("error", error);
		data.put("output_key", outputKey);
		return new NewEvent(job.id().value(), job.owner(), EventType.ITEM, data);
	}

	static NewEvent step(Job job, JobItem step) {
		JobItem.Work work = step.work();
		Map<String, @Nullable Object> data = data("key", step.key());
		data.put("name", step.target());
		data.put("state", step.state().word());
		data.put("progress", work.progress());
		data.put("attempt", work.attempt());
		data.put("started_at", work.startedAt());
		data.put("finished_at", work.finishedAt());
		data.put("error", step.error());
		data.put("output_key", step.outputKey());
		data.put("result", (work.result() != null) ? new RawValue(work.result()) : null);
		return new NewEvent(job.id().value(), job.owner(), EventType.ITEM, data);
	}

	static NewEvent done(Job job, JobStep.Finish finish, boolean cancelled) {
		Map<String, @Nullable Object> data = data("state", JobState.FINISHED.word());
		data.put("verdict", finish.verdict().word());
		data.put("cancelled", cancelled);
		data.put("error", finish.error());
		return new NewEvent(job.id().value(), job.owner(), EventType.DONE, data, job.callbackUrl() == null);
	}

	private static int percent(JobRun.Progress progress) {
		return (progress.total() > 0) ? 100 * (progress.done() + progress.failed()) / progress.total() : 0;
	}

	private static Map<String, @Nullable Object> data(String name, @Nullable Object value) {
		Map<String, @Nullable Object> data = new LinkedHashMap<>();
		data.put(name, value);
		return data;
	}

}
