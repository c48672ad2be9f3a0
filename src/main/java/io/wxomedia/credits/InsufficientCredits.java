package io.wxomedia.credits;

/**
 * An owner has fewer credits than are to be held. Nothing is held then. Whoever asked for
 * the hold says so to the caller in the words of its own endpoint.
 */
public class InsufficientCredits extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int required;

	private final int available;

	/**
	 * Create the failure.
	 * @param required how many credits were to be held
	 * @param available how many the owner can use
	 */
	public InsufficientCredits(int required, int available) {
		super("Insufficient credits: " + required + " required, " + available + " available");
		this.required = required;
		this.available = available;
	}

	/**
	 * Return how many credits were to be held, those held before left out.
	 * @return the credits
	 */
	public int required() {
		return this.required;
	}

	/**
	 * Return how many credits the owner can use.
	 * @return the credits
	 */
	public int available() {
		return this.available;
	}

}
