package io.wxomedia.queue;

/**
 * Has queues look for what is due, as they do by themselves every few seconds. A test
 * that moved the clock need not wait for it.
 */
public final class QueueLook implements Runnable {

	private final DurableQueues queues;

	/**
	 * Create a look.
	 * @param queues the queues of a running service
	 */
	public QueueLook(WorkQueues queues) {
		this.queues = (DurableQueues) queues;
	}

	@Override
	public void run() {
		this.queues.all().forEach(DurableQueue::poll);
	}

}
