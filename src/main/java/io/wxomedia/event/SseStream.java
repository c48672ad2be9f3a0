package io.wxomedia.event;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

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

	/**
	 * How long the client may take for all that is left once nothing follows, however
	 * steadily it reads.
	 */
	private static final Duration TO_LEAVE = Duration.ofSeconds(60);

	private final SseFormat format;

	/**
	 * The number of the last event that the client has already.
	 */
	private final long after;

	private final Runnable drained;

	private final LongSupplier nanos;

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
	private long fullSince;

	private boolean unflushed;

	private boolean ending;

	private long endingSince;

	private boolean finished;

	private boolean gone;

	/**
	 * Create a stream.
	 * @param format how events look
	 * @param after the number of the last event that the client has already
	 * @param drained called when there is room again
	 * @param nanos tells the time, as {@link System#nanoTime()} does
	 */
	SseStream(SseFormat format, long after, Runnable drained, LongSupplier nanos) {
		this.format = format;
		this.after = after;
		this.drained = drained;
		this.nanos = nanos;
		this.fullSince = nanos.getAsLong();
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
			showLife();
			long now = this.nanos.getAsLong();
			tooSlow = this.connectionSays && now - this.fullSince > PATIENCE.toNanos()
					|| this.ending && now - this.endingSince > TO_LEAVE.toNanos();
		}
		if (tooSlow) {
			gone();
			return;
		}
		write();
	}

	private void showLife() {
		if (this.waiting.isEmpty() && !this.ending) {
			this.waiting.add(SseFormat.bytes(this.format.idle()));
		}
	}

	@Override
	public void end() {
		synchronized (this) {
			if (!this.ending) {
				this.ending = true;
				this.endingSince = this.nanos.getAsLong();
			}
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
	public void revoked() {
		synchronized (this) {
			if (!this.finished) {
				this.waiting.clear();
				this.waiting.add(SseFormat.bytes(this.format.revoked()));
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
			finish();
		}
	}

	/**
	 * The connection says when the client has taken the end, or is gone; until then it is
	 * watched.
	 */
	private void finish() {
		StreamConnection left;
		synchronized (this) {
			left = (this.gone || this.finished) ? null : this.connection;
			this.finished = true;
		}
		if (left != null) {
			left.finish();
		}
	}

	private synchronized boolean writeWhatIsTaken() throws IOException {
		StreamConnection out = this.connection;
		if (this.gone || this.finished || this.connectionSays || out == null) {
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
		this.fullSince = this.nanos.getAsLong();
		return false;
	}

	/**
	 * Whoever has closed the connection altogether answers what is written now with a
	 * reset, and the next writing fails.
	 */
	@Override
	public void quiet() {
		synchronized (this) {
			showLife();
		}
		write();
	}

	@Override
	public void gone() {
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
			left.close();
		}
	}

}
