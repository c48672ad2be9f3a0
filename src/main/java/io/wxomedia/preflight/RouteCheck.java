package io.wxomedia.preflight;

/**
 * Checks whether callbacks would reach an address that somebody asks about.
 */
public interface RouteCheck {

	/**
	 * Check.
	 * @param callbackUrl the address, as it was given
	 * @param findings takes what is found, never with the address's query values
	 * @throws Exception if the check itself failed; told as a problem, and logged
	 */
	void run(String callbackUrl, Findings findings) throws Exception;

}
