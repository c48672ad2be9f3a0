package io.wxomedia.workflow;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.wxomedia.generation.Moderator;
import io.wxomedia.generation.Moderator.Judgement;
import io.wxomedia.job.JobItem;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.EditRequest;
import org.jspecify.annotations.Nullable;

/**
 * Has words and pictures judged before anything more is bought for them. Without a
 * judgement a run goes no further. Thread-safe.
 */
class Moderation {

	/**
	 * How often a judgement is asked for.
	 */
	static final int MOST_TRIES = 4;

	private final Moderator moderator;

	private final Pauses pauses;

	Moderation(Moderator moderator, Pauses pauses) {
		this.moderator = moderator;
		this.pauses = pauses;
	}

	/**
	 * Judge.
	 * @param steps the steps of the run
	 * @param step the step that goes on afterwards
	 * @param texts the words
	 * @param pictures the pictures
	 * @param what what is judged, as the beginning of a sentence
	 * @return why the step does not go on, or {@code null} if it does
	 * @throws InterruptedException if the service stops or the job is cancelled
	 */
	@Nullable Verdict judge(RunSteps steps, WorkflowStep step, List<String> texts, List<EditRequest.Picture> pictures,
			String what) throws InterruptedException {
		try {
			Judgement judgement = this.moderator.judge(texts, pictures);
			if (!judgement.flagged()) {
				return null;
			}
			return new Verdict(new Outcome.Failed(
					what + " refused by moderation: " + String.join(", ", judgement.categories()) + "."), true);
		}
		catch (CallFailure ex) {
			if (Thread.currentThread().isInterrupted()) {
				throw new InterruptedException("Interrupted while moderation judged");
			}
			return new Verdict(unreachable(steps, step, ex), false);
		}
	}

	private Outcome unreachable(RunSteps steps, WorkflowStep step, CallFailure failure) {
		boolean passing = failure.kind() == CallFailure.Kind.RETRYABLE
				|| failure.kind() == CallFailure.Kind.ANSWER_LOST;
		JobItem item = steps.of(step);
		int tries = item.work().attempt();
		if (!passing || tries >= MOST_TRIES) {
			return new Outcome.Failed("There is no judgement of moderation, so the run goes no further: "
					+ failure.getMessage() + ((tries > 1) ? " (" + tries + " attempts)" : ""));
		}
		steps.save(item.tried());
		Duration asked = Objects.requireNonNullElse(failure.retryAfter(), Duration.ZERO);
		return new Outcome.Wait(steps.now().plus(this.pauses.after(tries, asked)), "waiting");
	}

	/**
	 * Why a step does not go on.
	 *
	 * @param outcome what becomes of it
	 * @param refused whether what was judged is refused
	 */
	record Verdict(Outcome outcome, boolean refused) {

	}

}
