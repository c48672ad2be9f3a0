package io.wxomedia.destination;

import org.jspecify.annotations.Nullable;

/**
 * What is said about a URL that a request is to go to.
 *
 * @param outcome the outcome
 * @param reason why it was not accepted and how to mend it, or {@code null} if it was
 */
public record DestinationVerdict(Outcome outcome, @Nullable String reason) {

	/**
	 * The verdict on a URL that nothing speaks against.
	 */
	public static final DestinationVerdict ACCEPTED = new DestinationVerdict(Outcome.ACCEPTED, null);

	/**
	 * Return the verdict on something that no request can go to.
	 * @param reason why
	 * @return the verdict
	 */
	public static DestinationVerdict invalid(String reason) {
		return new DestinationVerdict(Outcome.INVALID, reason);
	}

	/**
	 * Return the verdict on a URL that requests may not go to.
	 * @param reason why
	 * @return the verdict
	 */
	public static DestinationVerdict refused(String reason) {
		return new DestinationVerdict(Outcome.REFUSED, reason);
	}

	/**
	 * Return whether the URL may be accepted.
	 * @return {@code true} if so
	 */
	public boolean accepted() {
		return this.outcome == Outcome.ACCEPTED;
	}

	/**
	 * The possible outcomes.
	 */
	public enum Outcome {

		/**
		 * Requests may go there, or nothing is known against it yet.
		 */
		ACCEPTED,

		/**
		 * No request can go there.
		 */
		INVALID,

		/**
		 * Requests could go there, and the settings forbid it.
		 */
		REFUSED

	}

}
