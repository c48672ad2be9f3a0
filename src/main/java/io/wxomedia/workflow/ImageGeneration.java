package io.wxomedia.workflow;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.wxomedia.generation.ImageCalls;
import io.wxomedia.generation.ImageOrder;
import io.wxomedia.job.JobItem;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.provider.EditRequest;
import io.wxomedia.provider.Next;
import org.jspecify.annotations.Nullable;

/**
 * {@link StepWork} that buys the picture, once, and lets it go on when moderation has
 * nothing against it.
 */
class ImageGeneration implements StepWork {

	private static final WorkflowStep STEP = WorkflowStep.IMAGE_GENERATION;

	private final ImageCalls calls;

	private final TakenMedia taken;

	private final Moderation moderation;

	private final Media media;

	private final PayloadStore payloads;

	private final Duration timeout;

	/**
	 * Create the work.
	 * @param timeout how long a run may work on the picture, waiting not counted
	 */
	ImageGeneration(ImageCalls calls, TakenMedia taken, Moderation moderation, Media media, PayloadStore payloads,
			Duration timeout) {
		this.calls = calls;
		this.taken = taken;
		this.moderation = moderation;
		this.media = media;
		this.payloads = payloads;
		this.timeout = timeout;
	}

	@Override
	public Outcome work(RunSteps steps) throws IOException, InterruptedException {
		Outcome.Wait copying = this.taken.use(steps, STEP, this.media::picture);
		if (copying != null) {
			return copying;
		}
		steps.begin(STEP);
		if (steps.of(STEP).work().payload() == null) {
			Outcome instead = buy(steps);
			if (instead != null) {
				return instead;
			}
		}
		return judge(steps);
	}

	private @Nullable Outcome buy(RunSteps steps) throws IOException, InterruptedException {
		ImageOrder order = steps.spec().image();
		Next next = this.calls.next(steps.run(), STEP.number(), order);
		while (next instanceof Next.Call call) {
			Duration left = this.timeout.minus(steps.run().worked());
			Duration ofRun = Duration.between(steps.now(), steps.end());
			if (steps.isLate()) {
				return new Outcome.Failed(steps.tooLate());
			}
			if (left.isNegative() || left.isZero()) {
				return new Outcome.Failed(
						"The picture took longer than " + this.timeout.toSeconds() + " s (JOB_TIMEOUT_SECONDS)");
			}
			next = this.calls.call(steps.run(), STEP.number(), call, order, (left.compareTo(ofRun) < 0) ? left : ofRun);
		}
		if (next instanceof Next.WaitUntil wait) {
			return new Outcome.Wait(wait.at(), wait.phase());
		}
		if (next instanceof Next.Fail failed) {
			return new Outcome.Failed(failed.error());
		}
		if (next instanceof Next.OutOfMoney limited) {
			return new Outcome.Failed(limited.message());
		}
		PayloadId bought = ((Next.Use) next).result();
		StepResult what = this.media.picture(bought);
		if (what == null) {
			return new Outcome.Failed("What was bought is no picture any more: its bytes were damaged");
		}
		steps.save(steps.of(STEP).made(bought, steps.written(what)));
		return null;
	}

	/**
	 * What is refused stays in the ledger and goes nowhere.
	 */
	private Outcome judge(RunSteps steps) throws IOException, InterruptedException {
		JobItem item = steps.of(STEP);
		PayloadId payload = Objects.requireNonNull(item.work().payload());
		StepResult what = Objects.requireNonNull(steps.result(STEP));
		this.payloads.verify(payload);
		String type = Objects.requireNonNull(what.contentType());
		EditRequest.Picture picture = new EditRequest.Picture(() -> this.payloads.open(payload), type,
				"image." + Media.extension(type));
		Moderation.Verdict stopped = this.moderation.judge(steps, STEP, List.of(), List.of(picture),
				"The generated picture was");
		if (stopped == null) {
			return steps.complete(STEP, null);
		}
		if (stopped.refused()) {
			steps.save(item.made(payload, steps.written(what.asRefused())));
		}
		return stopped.outcome();
	}

}
