package io.wxomedia.event;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

/**
 * One open stream of events. What the client does not take yet waits in a bounded buffer;
 * a client that takes nothing for long is let go, and comes back with the number of the
 * last event that it has. Thread-safe; no thread waits in it.
 */
class SseStream implements EventReader, WriteListener, AsyncListener {

	/**
	 * Few, since a thousand readers may be slow at once. What is not here is in the log.
	 */
	private static final int MOST_WAITING = 32;

	private static final Duration PATIENCE = Duration.ofSeconds(45);

	private final AsyncContext exchange;

	private final ServletOutputStream out;

	private final SseFormat format;

	/**
	 * The number of the last event that the client has already.
	 */
	private final long after;

	private final Runnable drained;

	private final Deque<byte[]> waiting = new ArrayDeque<>();

	private final List<Runnable> whenGone = new ArrayList<>();

	/**
	 * Whether the container will say when it takes more. Asking it before that is not
	 * allowed.
	 */
	private boolean containerSays = true;

	private long fullSince;

	private boolean unflushed;

	private boolean ending;

	private boolean gone;

	SseStream(AsyncContext exchange, ServletOutputStream out, SseFormat format, long after, Runnable drained) {
		this.exchange = exchange;
		this.out = out;
		this.format = format;
		this.after = after;
		this.drained = drained;
		this.waiting.add(SseFormat.bytes(format.hello()));
	}

	/**
	 * From now on the container takes what is written.
	 */
	void start() {
		this.out.setWriteListener(this);
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
			tooSlow = this.containerSays && this.fullSince != 0
					&& System.nanoTime() - this.fullSince > PATIENCE.toNanos();
		}
		if (tooSlow) {
			leave();
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
	public void onWritePossible() {
		synchronized (this) {
			this.containerSays = false;
			this.fullSince = 0;
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
			over = true;
		}
		if (over) {
			leave();
		}
	}

	private synchronized boolean writeWhatIsTaken() throws IOException {
		if (this.gone || this.containerSays) {
			return false;
		}
		while (!this.waiting.isEmpty()) {
			if (!mayWrite()) {
				return false;
			}
			this.out.write(this.waiting.remove());
			this.unflushed = true;
		}
		if (this.unflushed && mayWrite()) {
			this.out.flush();
			this.unflushed = false;
		}
		return this.ending && !this.containerSays;
	}

	private boolean mayWrite() {
		if (this.out.isReady()) {
			return true;
		}
		this.containerSays = true;
		this.fullSince = System.nanoTime();
		return false;
	}

	private void leave() {
		List<Runnable> actions;
		synchronized (this) {
			if (this.gone) {
				return;
			}
			this.gone = true;
			this.waiting.clear();
			actions = List.copyOf(this.whenGone);
		}
		actions.forEach(Runnable::run);
		try {
			this.exchange.complete();
		}
		catch (IllegalStateException ex) {
			// The container was faster.
		}
	}

	@Override
	public void onError(Throwable failure) {
		leave();
	}

	@Override
	public void onComplete(AsyncEvent event) {
		leave();
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		leave();
	}

	@Override
	public void onError(AsyncEvent event) {
		leave();
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		// The exchange is started once.
	}

}
