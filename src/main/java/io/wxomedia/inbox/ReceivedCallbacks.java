package io.wxomedia.inbox;

import java.util.List;

/**
 * What the inbox of this service received.
 */
@FunctionalInterface
public interface ReceivedCallbacks {

	/**
	 * Return the bodies of what was received under a name, without the images in them.
	 * @param name the name
	 * @return the texts, newest first
	 */
	List<String> bodies(String name);

}
