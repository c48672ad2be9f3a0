package io.wxomedia.server;

/**
 * What a transfer needs of its connection.
 */
interface PacedConnection {

	/**
	 * Return the places for transfers.
	 */
	Transfers transfers();

	/**
	 * Return the least average, or 0 for none.
	 */
	long bytesPerSecond();

	/**
	 * Return whether the request is answered by other threads than the server's, whose
	 * waiting is not the server's business.
	 */
	boolean isLeftToOthers();

	/**
	 * Return whether the request has no body, or nothing of it is left.
	 */
	boolean isReadToItsEnd();

	/**
	 * Take a place.
	 * @param now {@link System#nanoTime()}
	 * @param in whether it is for what arrives
	 * @throws TransferRefused if there is none
	 */
	Transfer begin(long now, boolean in) throws TransferRefused;

	/**
	 * Wait for the next bytes no longer than so, nor than the server is set to.
	 */
	void readWithin(long millis);

	/**
	 * Wait for room for the next bytes no longer than so, nor than the server is set to.
	 */
	void writeWithin(long millis);

}
