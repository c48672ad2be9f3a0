package io.wxomedia.workflow;

import java.io.IOException;
import java.util.Objects;

import io.wxomedia.generation.RemoteCalls;
import io.wxomedia.generation.VideoOrder;
import io.wxomedia.generation.VideoStep;
import io.wxomedia.job.JobItem;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;

/**
 * {@link StepWork} that has the video made. While a provider works on it the run holds no
 * thread; the provider's webhook or the next look goes on with it, whichever comes first.
 */
class VideoGeneration implements StepWork {

	private static final WorkflowStep STEP = WorkflowStep.VIDEO_GENERATION;

	private static final int MOST_BEFORE_IT_IS_THERE = 90;

	private final RemoteCalls calls;

	private final TakenMedia taken;

	private final Media media;

	private final PayloadStore payloads;

	private final Bucket bucket;

	VideoGeneration(RemoteCalls calls, TakenMedia taken, Media media, PayloadStore payloads, Bucket bucket) {
		this.calls = calls;
		this.taken = taken;
		this.media = media;
		this.payloads = payloads;
		this.bucket = bucket;
	}

	@Override
	public Outcome work(RunSteps steps) throws IOException, InterruptedException {
		Outcome.Wait copying = this.taken.use(steps, STEP, this.media::video);
		if (copying != null) {
			return copying;
		}
		steps.begin(STEP);
		if (steps.of(STEP).work().payload() != null) {
			return steps.complete(STEP, null);
		}
		VideoStep step = advance(steps);
		if (step instanceof VideoStep.Waiting waiting) {
			show(steps, waiting);
			return new Outcome.Wait(waiting.at(), waiting.phase());
		}
		if (step instanceof VideoStep.Failed failed) {
			return new Outcome.Failed(failed.error());
		}
		VideoStep.Ready ready = (VideoStep.Ready) step;
		StepResult what = this.media.video(ready.video());
		if (what == null) {
			return new Outcome.Failed("What was bought is no video any more: its bytes were damaged");
		}
		steps.save(steps.of(STEP).made(ready.video(), steps.written(what.by(ready.requestId()))));
		return steps.complete(STEP, null);
	}

	/**
	 * Nothing more is bought when the time is over.
	 */
	private VideoStep advance(RunSteps steps) throws IOException, InterruptedException {
		if (steps.isLate()) {
			return this.calls.advanceBought(steps.run(), STEP.number(), order(steps))
				.orElseGet(() -> new VideoStep.Failed(steps.tooLate()));
		}
		return this.calls.advance(steps.run(), STEP.number(), order(steps));
	}

	private VideoOrder order(RunSteps steps) {
		PayloadId picture = Objects.requireNonNull(steps.of(WorkflowStep.IMAGE_GENERATION).work().payload());
		StepResult what = Objects.requireNonNull(steps.result(WorkflowStep.IMAGE_GENERATION));
		String key = Objects.requireNonNull(steps.of(WorkflowStep.IMAGE_UPLOAD).outputKey());
		String in = steps.bucket(WorkflowStep.IMAGE_UPLOAD);
		return steps.spec()
			.video(new VideoOrder.Picture(() -> this.payloads.open(picture), Objects.requireNonNull(what.contentType()),
					() -> this.bucket.linkForProvider(in, key)));
	}

	/**
	 * A look that tells nothing new is not written down.
	 */
	private static void show(RunSteps steps, VideoStep.Waiting waiting) {
		JobItem before = steps.of(STEP);
		JobItem now = before.processing(steps.now(), progress(waiting));
		if (waiting.requestId() != null) {
			now = now.made(null, steps.written(StepResult.waiting(waiting.requestId(), waiting.position())));
		}
		if (!now.equals(before)) {
			steps.save(now);
		}
	}

	private static int progress(VideoStep.Waiting waiting) {
		Integer percent = waiting.percent();
		int told = (percent != null) ? (MOST_BEFORE_IT_IS_THERE - STEP.begun()) * percent / 100 : 2 * waiting.looks();
		return Math.min(STEP.begun() + Math.max(told, 0), MOST_BEFORE_IT_IS_THERE);
	}

}
