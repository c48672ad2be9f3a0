package io.wxomedia.inbox;

import java.util.UUID;

/**
 * Removes what the inboxes hold of a job.
 */
@FunctionalInterface
public interface ReceivedEntries {

	/**
	 * Remove the callbacks of a job and their images from all inboxes.
	 * @param job the job, which the callbacks name
	 */
	void forget(UUID job);

}
