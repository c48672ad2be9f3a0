package io.wxomedia.generation;

/**
 * Thrown when an address of a video works no more (401, 403, 404 or 410). The video is
 * paid for: the provider is asked for a fresh address, and nothing is bought again.
 */
public class LinkExpired extends Exception {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what the address answered
	 */
	public LinkExpired(String message) {
		super(message);
	}

}
