package io.wxomedia.inbox;

import java.util.Optional;

/**
 * Makes all inboxes answer alike for a while, whatever each was told to answer.
 */
@FunctionalInterface
public interface ReceiverTrouble {

	/**
	 * Return what inboxes answer now.
	 * @return a status of HTTP, or nothing while each answers for itself
	 */
	Optional<Integer> status();

}
