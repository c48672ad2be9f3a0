package io.wxomedia.history;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

import io.wxomedia.history.History.Reader;
import io.wxomedia.history.History.Seen;
import io.wxomedia.testing.EventStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads events as a client does that wants to miss none: whenever the stream ends or
 * breaks it comes back, to whichever instance, with the number of the last event that it
 * has.
 */
class EventWatcher implements AutoCloseable {

	private final String name;

	private final String owner;

	private final String key;

	private final @Nullable String job;

	private final IntUnaryOperator portOf;

	private final List<Seen> seen = new ArrayList<>();

	private final Thread thread;

	private volatile @Nullable EventStream stream;

	private volatile boolean closed;

	/**
	 * Whether the service said that nothing follows.
	 */
	private volatile boolean over;

	private int visits;

	/**
	 * Create a watcher.
	 * @param name its name
	 * @param owner whose key it has
	 * @param key the key
	 * @param job the job that it follows, or {@code null} for all that it may see
	 * @param portOf where to go at the n-th visit
	 */
	EventWatcher(String name, String owner, String key, @Nullable String job, IntUnaryOperator portOf) {
		this.name = name;
		this.owner = owner;
		this.key = key;
		this.job = job;
		this.portOf = portOf;
		this.thread = new Thread(this::run, name);
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	private void run() {
		try {
			while (!this.closed && !this.over) {
				try {
					visit();
				}
				catch (UncheckedIOException ex) {
					// The instance is gone: to another one.
				}
				Thread.sleep(100);
			}
		}
		catch (InterruptedException | IllegalStateException ex) {
			// Closed.
		}
	}

	private void visit() {
		String path = (this.job != null) ? "/jobs/" + this.job + "/events" : "/events";
		// From the very first event on.
		long last = last();
		EventStream open = EventStream.open(this.portOf.applyAsInt(this.visits++), path, "x-api-key", this.key,
				"Last-Event-ID", Long.toString(last));
		this.stream = open;
		try (open) {
			if (this.job != null && (open.status() == 204 || open.status() == 404)) {
				this.over = true;
			}
			int taken = 0;
			boolean ended = false;
			while (open.status() == 200 && !ended && !this.closed) {
				ended = open.awaitEnd(1);
				taken = take(open, taken);
			}
			take(open, taken);
		}
	}

	private int take(EventStream open, int taken) {
		List<EventStream.Message> messages = open.messages();
		synchronized (this.seen) {
			for (EventStream.Message message : messages.subList(taken, messages.size())) {
				ObjectNode data = (ObjectNode) message.data().deepCopy();
				String about = data.path("job_id").asString("");
				List.of("job_id", "seq", "type", "at").forEach(data::remove);
				this.seen.add(new Seen(message.seq(), about, String.valueOf(message.event()), data.toString()));
			}
		}
		return messages.size();
	}

	private long last() {
		synchronized (this.seen) {
			return this.seen.isEmpty() ? 0 : this.seen.get(this.seen.size() - 1).seq();
		}
	}

	/**
	 * Break the connection; the watcher comes back.
	 */
	void cut() {
		EventStream open = this.stream;
		if (open != null) {
			open.close();
		}
	}

	/**
	 * Return whether the service said that nothing follows for the job.
	 */
	boolean isOver() {
		return this.over;
	}

	boolean followsOneJob() {
		return this.job != null;
	}

	Reader record() {
		synchronized (this.seen) {
			return new Reader(this.name, this.owner, this.job, List.copyOf(this.seen));
		}
	}

	@Override
	public void close() {
		this.closed = true;
		cut();
		this.thread.interrupt();
	}

}
