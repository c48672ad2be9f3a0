package io.wxomedia.queue;

/**
 * What an instance does of the work that several instances share.
 */
enum Role {

	/**
	 * It takes requests and runs what they ask for.
	 */
	ALL,

	/**
	 * It takes requests; others run what they ask for.
	 */
	WEB,

	/**
	 * It runs what others took.
	 */
	WORKER;

	boolean runsEntries() {
		return this != WEB;
	}

}
