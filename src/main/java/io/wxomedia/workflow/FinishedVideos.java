package io.wxomedia.workflow;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;

import io.wxomedia.job.ItemTable;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobFinished;
import io.wxomedia.job.JobItem;
import io.wxomedia.job.Verdict;
import io.wxomedia.video.NewGenerations;
import io.wxomedia.video.VideoFile;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.event.EventListener;

/**
 * Puts the video of a completed run into its owner's gallery, in the verdict's
 * transaction: it is listed if and only if the run is complete.
 */
class FinishedVideos {

	private final ItemTable items;

	private final NewGenerations gallery;

	private final JsonMapper json;

	FinishedVideos(ItemTable items, NewGenerations gallery, JsonMapper json) {
		this.items = items;
		this.gallery = gallery;
		this.json = json;
	}

	@EventListener
	void on(JobFinished finished) {
		Job job = finished.job();
		if (!WorkflowSpec.KIND.equals(job.kind()) || finished.verdict() != Verdict.COMPLETED) {
			return;
		}
		Optional<JobItem> upload = this.items.find(job.id(), WorkflowStep.VIDEO_UPLOAD.number());
		upload.filter((step) -> step.outputKey() != null).ifPresent((step) -> add(job, step));
	}

	private void add(Job job, JobItem upload) {
		WorkflowSpec spec = this.json.readValue(job.request(), WorkflowSpec.class);
		String key = String.valueOf(upload.outputKey());
		StepResult made = RunSteps.result(upload, this.json);
		String format = key.substring(key.lastIndexOf('.') + 1);
		Double seconds = (made != null) ? made.duration() : null;
		String bucket = (made != null) ? made.bucket() : null;
		this.gallery.made(job, spec.videoPrompt(), spec.aspectRatio(), spec.seconds(), bucket,
				new VideoFile(key.substring(key.lastIndexOf('/') + 1), key, null, key,
						(made != null) ? made.fileSize() : null, format,
						(seconds != null) ? BigDecimal.valueOf(seconds) : null, null,
						(made != null) ? made.width() : null, (made != null) ? made.height() : null, null, null,
						poster(job, bucket)));
	}

	/**
	 * The video begins with the picture, which is in the bucket already, unless another
	 * one was configured meanwhile.
	 */
	private @Nullable String poster(Job job, @Nullable String bucket) {
		return this.items.find(job.id(), WorkflowStep.IMAGE_UPLOAD.number())
			.filter((picture) -> Objects.equals(RunSteps.bucket(picture, this.json), bucket))
			.map(JobItem::outputKey)
			.orElse(null);
	}

}
