package io.wxomedia.event;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * One open stream of events. What the client does not take yet waits in a bounded buffer;
 * a client that takes nothing for long is let go, and comes back with the number of the
 * last event that it has. Thread-safe; no thread waits in it.
 */
class SseStream implements EventReader, StreamConnection.Listener {

	/**
	 * Few, since a thousand readers may be slow at once. What is not here is in the log.
	 */
	private static final int MOST_WAITING = 32;

	private static final Duration PATIENCE = Duration.ofSeconds(45);

	private final SseFormat format;

	/**
	 * The number of the last event that the client has already.
	 */
	private final long after;

	private final Runnable drained;

	private final Deque<byte[]> waiting = new ArrayDeque<>();

	private final List<Runnable> whenGone = new ArrayList<>();

	private @Nullable StreamConnection connection;

	/**
	 * Whether the connection will say when it takes more.
	 */
	private boolean connectionSays = true;

	/**
	 * Since when it has not: from the start on, since a connection whose request ends
	 * with a failure never says anything.
	 */
	private long fullSince = System.nanoTime();

	private boolean unflushed;

	private boolean ending;

	private boolean gone;

	SseStream(SseFormat format, long after, Runnable drained) {
		this.format = format;
		this.after = after;
		this.drained = drained;
		this.waiting.add(SseFormat.bytes(format.hello()));
	}

	/**
	 * Have a connection to write to, which says when it can be.
	 */
	void start(StreamConnection given) {
		boolean late;
		synchronized (this) {
			this.connection = given;
			late = this.gone;
		}
		if (late) {
			given.close();
		}
	}

	/**
	 * Have something done once when the client is gone, however it went.
	 */
	void whenGone(Runnable action) {
		synchronized (this) {
			if (!this.gone) {
				this.whenGone.add(action);
				return;
			}
		}
		action.run();
	}

	@Override
	public synchronized int room() {
		return (this.gone || this.ending) ? 0 : MOST_WAITING - this.waiting.size();
	}

	@Override
	public void take(List<Event> events) {
		synchronized (this) {
			for (Event event : events) {
				String shown = this.format.event(event);
				if (shown != null && event.seq() > this.after) {
					this.waiting.add(SseFormat.bytes(shown));
				}
			}
		}
		write();
	}

	@Override
	public void idle() {
		boolean tooSlow;
		synchronized (this) {
			if (this.waiting.isEmpty()) {
				this.waiting.add(SseFormat.bytes(this.format.idle()));
			}
			tooSlow = this.connectionSays && System.nanoTime() - this.fullSince > PATIENCE.toNanos();
		}
		if (tooSlow) {
			gone();
			return;
		}
		write();
	}

	@Override
	public void end() {
		synchronized (this) {
			this.ending = true;
		}
		write();
	}

	@Override
	public void removed() {
		synchronized (this) {
			String last = this.format.removed();
			if (last != null) {
				this.waiting.add(SseFormat.bytes(last));
			}
		}
		end();
	}

	@Override
	public void writable() {
		synchronized (this) {
			this.connectionSays = false;
		}
		write();
		this.drained.run();
	}

	private void write() {
		boolean over;
		try {
			over = writeWhatIsTaken();
		}
		catch (IOException | IllegalStateException ex) {
			// The client is gone; it was never more than a reader.
			gone();
			return;
		}
		if (over) {
			leave(StreamConnection::finish);
		}
	}

	private synchronized boolean writeWhatIsTaken() throws IOException {
		StreamConnection out = this.connection;
		if (this.gone || this.connectionSays || out == null) {
			return false;
		}
		while (!this.waiting.isEmpty()) {
			if (!mayWrite(out)) {
				return false;
			}
			out.write(this.waiting.remove());
			this.unflushed = true;
		}
		if (this.unflushed && mayWrite(out)) {
			out.flush();
			this.unflushed = false;
		}
		return this.ending && !this.connectionSays;
	}

	private boolean mayWrite(StreamConnection out) {
		if (out.isReady()) {
			return true;
		}
		this.connectionSays = true;
		this.fullSince = System.nanoTime();
		return false;
	}

	@Override
	public void gone() {
		leave(StreamConnection::close);
	}

	private void leave(Consumer<StreamConnection> goodbye) {
		List<Runnable> actions;
		StreamConnection left;
		synchronized (this) {
			if (this.gone) {
				return;
			}
			this.gone = true;
			this.waiting.clear();
			actions = List.copyOf(this.whenGone);
			left = this.connection;
		}
		actions.forEach(Runnable::run);
		if (left != null) {
			goodbye.accept(left);
		}
	}

}
