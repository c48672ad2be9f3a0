package io.wxomedia.image;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/**
 * Lets several take turns at the same threads: whoever has something waiting is served
 * one after the other, however much one of them brings. Thread-safe.
 */
class FairTurns {

	private final Executor threads;

	private final Deque<Line> waiting = new ArrayDeque<>();

	FairTurns(Executor threads) {
		this.threads = threads;
	}

	/**
	 * Return an executor that takes its turns with the others.
	 */
	Executor line() {
		return new Line();
	}

	/**
	 * Each task comes with one call of this, which need not be its own.
	 */
	private void runNext() {
		Runnable task;
		synchronized (this.waiting) {
			Line first = this.waiting.remove();
			task = first.tasks.remove();
			if (!first.tasks.isEmpty()) {
				this.waiting.add(first);
			}
		}
		task.run();
	}

	/**
	 * What one of them has waiting.
	 */
	private final class Line implements Executor {

		private final Deque<Runnable> tasks = new ArrayDeque<>();

		@Override
		public void execute(Runnable task) {
			synchronized (FairTurns.this.waiting) {
				if (this.tasks.isEmpty()) {
					FairTurns.this.waiting.add(this);
				}
				this.tasks.add(task);
			}
			FairTurns.this.threads.execute(FairTurns.this::runNext);
		}

	}

}
