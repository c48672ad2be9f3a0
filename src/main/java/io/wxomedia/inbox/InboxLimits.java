package io.wxomedia.inbox;

/**
 * What inboxes take, since anyone may post to them, under any name.
 *
 * @param perMinute callbacks a minute for one name, by instance
 * @param perMinuteInAll callbacks a minute for all names, by instance
 * @param atOnce bodies that are read at once, by instance
 * @param kept callbacks of one name
 * @param bytes bytes of one name
 * @param bytesInAll bytes of all names
 * @param names names that hold something
 */
record InboxLimits(int perMinute, int perMinuteInAll, int atOnce, int kept, long bytes, long bytesInAll, int names) {

	private static final long MEBIBYTE = 1024 * 1024;

	/**
	 * A room of forty, each with a dozen pictures.
	 */
	static final InboxLimits USUAL = new InboxLimits(600, 3000, 32, 100, 64 * MEBIBYTE, 1024 * MEBIBYTE, 200);

}
