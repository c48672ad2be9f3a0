package io.wxomedia.wait;

import java.util.ArrayList;
import java.util.List;

/**
 * An end that comes once, and what is to be done then. Thread-safe.
 */
class Ending {

	private final List<Runnable> actions = new ArrayList<>();

	private boolean come;

	/**
	 * Have something done at the end: now, if it has come.
	 */
	void then(Runnable action) {
		synchronized (this) {
			if (!this.come) {
				this.actions.add(action);
				return;
			}
		}
		action.run();
	}

	/**
	 * Let the end come.
	 * @return {@code false} if it had come before
	 */
	boolean come() {
		List<Runnable> due;
		synchronized (this) {
			if (this.come) {
				return false;
			}
			this.come = true;
			due = List.copyOf(this.actions);
			this.actions.clear();
		}
		due.forEach(Runnable::run);
		return true;
	}

	synchronized boolean hasCome() {
		return this.come;
	}

}
