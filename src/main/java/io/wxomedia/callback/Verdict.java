package io.wxomedia.callback;

import org.jspecify.annotations.Nullable;

/**
 * What is said about a callback URL when a job is submitted.
 *
 * @param outcome the outcome
 * @param reason why it was not accepted and how to mend it, or {@code null} if it was
 */
record Verdict(Outcome outcome, @Nullable String reason) {

	static final Verdict ACCEPTED = new Verdict(Outcome.ACCEPTED, null);

	/**
	 * Return the verdict on something that is no callback URL.
	 * @param reason why
	 * @return the verdict
	 */
	static Verdict invalid(String reason) {
		return new Verdict(Outcome.INVALID, reason);
	}

	/**
	 * Return the verdict on a URL that callbacks may not go to.
	 * @param reason why
	 * @return the verdict
	 */
	static Verdict refused(String reason) {
		return new Verdict(Outcome.REFUSED, reason);
	}

	/**
	 * Return whether a job with this URL may be accepted.
	 * @return {@code true} if so
	 */
	boolean accepted() {
		return this.outcome == Outcome.ACCEPTED;
	}

	/**
	 * The possible outcomes.
	 */
	enum Outcome {

		/**
		 * Callbacks may go there, or nothing is known against it yet.
		 */
		ACCEPTED,

		/**
		 * It is no callback URL.
		 */
		INVALID,

		/**
		 * It is a callback URL, and the settings forbid it.
		 */
		REFUSED

	}

}
