package io.wxomedia.workflow;

import java.io.IOException;

/**
 * Does the work of one step. It may have been begun by a run that crashed, so it first
 * looks at what was already done. Implementations are thread-safe.
 */
@FunctionalInterface
interface StepWork {

	/**
	 * Work on the step.
	 * @param steps the steps of the run
	 * @return what it came to
	 * @throws io.wxomedia.job.RunLost if a later run has begun
	 * @throws InterruptedException if the service stops or the job is cancelled
	 * @throws IOException if a payload cannot be read or written
	 */
	Outcome work(RunSteps steps) throws IOException, InterruptedException;

}
