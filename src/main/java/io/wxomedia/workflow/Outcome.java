package io.wxomedia.workflow;

import java.time.Instant;

/**
 * What the work on a step came to in one run.
 */
sealed interface Outcome {

	/**
	 * The step is completed, and that is written down.
	 */
	record Done() implements Outcome {

	}

	/**
	 * The step waits for something, and is then worked on again.
	 *
	 * @param at when
	 * @param phase what it waits for, in one word
	 */
	record Wait(Instant at, String phase) implements Outcome {

	}

	/**
	 * The step has no result and will have none.
	 *
	 * @param error why, in words for the caller
	 */
	record Failed(String error) implements Outcome {

	}

}
