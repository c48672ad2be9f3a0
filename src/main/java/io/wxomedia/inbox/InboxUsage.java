package io.wxomedia.inbox;

/**
 * What the inboxes hold.
 *
 * @param names names that hold something
 * @param bytes the bytes of all of them
 * @param kept callbacks of the name that was asked for
 * @param bytesOfName their bytes
 */
record InboxUsage(int names, long bytes, int kept, long bytesOfName) {

	long bytesOfOthers() {
		return this.bytes - this.bytesOfName;
	}

}
