package io.wxomedia.history;

/**
 * One step of a programme. Whatever it names is named by a number, so that a programme
 * does not depend on what happened before: jobs by the number of their submission,
 * instances by their place.
 */
sealed interface Step {

	/**
	 * Wait.
	 */
	record Pause(int millis) implements Step {

	}

	/**
	 * Send a job. With a key it is sent again until it is accepted, and sometimes twice
	 * at the same moment.
	 */
	record Submit(int number, int instance, String owner, String path, boolean keyed, boolean twice) implements Step {

	}

	/**
	 * Do something to a job, some time after it was accepted.
	 */
	record Act(History.What what, int number, int instance, boolean byStranger, int afterMillis) implements Step {

	}

	/**
	 * Cancel all jobs of an owner.
	 */
	record CancelAll(String owner, int instance) implements Step {

	}

	/**
	 * List the jobs that an owner sees.
	 */
	record Look(String owner, int instance) implements Step {

	}

	/**
	 * Follow a job from now on until nothing follows.
	 */
	record Follow(int number) implements Step {

	}

	/**
	 * Break the connections of some readers; they come back.
	 */
	record CutReaders(int which) implements Step {

	}

	/**
	 * Let a neighbour behave in some way from now on.
	 *
	 * @param who provider, storage or receiver
	 * @param how the word for it, see the neighbours
	 * @param percent how much of what arrives is treated so
	 */
	record Behave(String who, String how, int percent) implements Step {

	}

	/**
	 * End an instance and start it again.
	 *
	 * @param gently whether it may end what it does first
	 */
	record Kill(int instance, int downMillis, boolean gently) implements Step {

	}

	/**
	 * Freeze an instance.
	 */
	record Freeze(int instance, int millis) implements Step {

	}

	/**
	 * Stop the database and start it again.
	 */
	record RestartDatabase(boolean crash, int downMillis) implements Step {

	}

	/**
	 * Hold a transaction open that has seen the database as it is now.
	 */
	record HoldTransaction(int millis) implements Step {

	}

}
