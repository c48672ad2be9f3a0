package io.wxomedia.testing;

import io.wxomedia.queue.WorkQueue;

/**
 * A queue entry that is in no queue.
 *
 * @param id identifies the entry
 */
public record TestEntry(String id) implements WorkQueue.Entry {

	@Override
	public void done() {
		// It is in no queue.
	}

}
