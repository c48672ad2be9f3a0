package io.wxomedia.wait;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.wxomedia.event.EventStreams;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.ResponseEntity;

/**
 * {@link JobWaits} on the servlet API's asynchronous answers. A job's end is heard of
 * from its events, whichever instance runs it; should that fail, the time-out ends the
 * wait all the same.
 */
class ServletJobWaits implements JobWaits, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ServletJobWaits.class);

	/**
	 * Each holds a connection, and the limit of connections is in the thousands.
	 */
	private static final int MOST_WAITS = 2000;

	private final EventStreams events;

	private final FinishedBodies bodies;

	private final AtomicInteger open = new AtomicInteger();

	private final ScheduledThreadPoolExecutor timer;

	ServletJobWaits(EventStreams events, FinishedBodies bodies) {
		this.events = events;
		this.bodies = bodies;
		this.timer = new ScheduledThreadPoolExecutor(1, (work) -> {
			Thread thread = new Thread(work, "waits");
			thread.setDaemon(true);
			return thread;
		});
		this.timer.setRemoveOnCancelPolicy(true);
	}

	@Override
	public boolean takeOver(HttpServletRequest request, UUID job, ResponseEntity<byte[]> usual) {
		Optional<PreferredWait> preferred = PreferredWait.of(request);
		if (preferred.isEmpty() || !request.isAsyncSupported()) {
			return false;
		}
		if (this.open.incrementAndGet() > MOST_WAITS) {
			this.open.decrementAndGet();
			return false;
		}
		AsyncContext exchange = request.startAsync();
		exchange.setTimeout(0);
		WaitingAnswer answer = new WaitingAnswer(exchange, job, preferred.get(), usual, this.bodies, this::after);
		answer.whenOver(this.open::decrementAndGet);
		exchange.addListener(answer);
		begin(answer, job, preferred.get());
		return true;
	}

	private void begin(WaitingAnswer answer, UUID job, PreferredWait preferred) {
		try {
			answer.whenSettled(after(preferred.duration(), answer::settle));
			answer.whenSettled(this.events.follow(job, answer));
		}
		catch (RuntimeException ex) {
			// The job is accepted: whatever fails here must not say otherwise.
			logger.warn("Job {} is not waited for", job, ex);
			answer.settle();
		}
	}

	/**
	 * Have something done later, on the one thread of the timer, unless it is taken back.
	 * @return takes it back
	 */
	private Runnable after(Duration delay, Runnable action) {
		try {
			ScheduledFuture<?> scheduled = this.timer.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
			return () -> scheduled.cancel(false);
		}
		catch (RejectedExecutionException ex) {
			// The service stops.
			action.run();
			return () -> {
			};
		}
	}

	int open() {
		return this.open.get();
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
	}

}
