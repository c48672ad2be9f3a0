package io.wxomedia.workflow;

import java.util.List;

/**
 * {@link StepWork} that lets only words through that moderation has nothing against. Both
 * are judged in one call.
 */
class Validation implements StepWork {

	private final Moderation moderation;

	Validation(Moderation moderation) {
		this.moderation = moderation;
	}

	@Override
	public Outcome work(RunSteps steps) throws InterruptedException {
		steps.begin(WorkflowStep.VALIDATION);
		List<String> words = List.of(steps.spec().imagePrompt(), steps.spec().videoPrompt());
		Moderation.Verdict stopped = this.moderation.judge(steps, WorkflowStep.VALIDATION, words, List.of(),
				"The prompts were");
		return (stopped != null) ? stopped.outcome() : steps.complete(WorkflowStep.VALIDATION, null);
	}

}
