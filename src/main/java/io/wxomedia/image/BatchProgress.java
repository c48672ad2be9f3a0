package io.wxomedia.image;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.wxomedia.job.JobItem;
import io.wxomedia.job.JobRun;
import io.wxomedia.trace.TraceScope;
import org.jspecify.annotations.Nullable;

/**
 * Leads one run of a batch: keeps a bounded number of images under way, lets those that
 * wait wait without a thread, steps aside when nothing else is left, and stops at the
 * deadline. Used by one thread.
 */
class BatchProgress {

	private static final int PAGE_SIZE = 200;

	/**
	 * Once an image waits for the provider for longer than this, no other one joins the
	 * line: a batch has one place in it, like everybody else, and not one for each image.
	 */
	private static final Duration LONG_WAIT = Duration.ofSeconds(2);

	private final JobRun run;

	private final ShownProgress shown;

	private final int atOnce;

	private final CompletionService<Settled> threads;

	private final Clock clock;

	private final Instant deadline;

	private final Deque<JobItem> ready = new ArrayDeque<>();

	private final PriorityQueue<Settled> waiting = new PriorityQueue<>(Comparator.comparing(Settled::due));

	private final Map<Future<Settled>, JobItem> underWay = new HashMap<>();

	private int lastNumber;

	private boolean allRead;

	private @Nullable RuntimeException failure;

	BatchProgress(JobRun run, BatchPool pool, Clock clock, Instant deadline) {
		this.run = run;
		this.shown = new ShownProgress(run, clock);
		this.atOnce = pool.size();
		this.threads = pool.completionService();
		this.clock = clock;
		this.deadline = deadline;
	}

	/**
	 * Work on the images until all are done, all that are left wait, or the deadline has
	 * come.
	 * @param step the next step for one image
	 * @return when to go on, at the deadline at the latest, or {@code null} if nothing is
	 * left to wait for
	 * @throws InterruptedException if the service stops
	 */
	@Nullable Later work(Step step) throws InterruptedException {
		Later pause = null;
		try {
			while (this.clock.instant().isBefore(this.deadline)) {
				if (this.failure == null) {
					begin(step);
				}
				if (this.underWay.isEmpty()) {
					pause = (this.failure == null) ? untilTheFirstIsDue() : null;
					break;
				}
				Future<Settled> done = this.threads.poll(untilSomethingIsDue().toMillis(), TimeUnit.MILLISECONDS);
				if (done != null) {
					settle(done);
				}
				this.shown.nowAndThen();
			}
		}
		finally {
			cancel();
		}
		if (this.failure != null) {
			throw this.failure;
		}
		if (pause != null) {
			this.shown.now();
		}
		return pause;
	}

	private @Nullable Later untilTheFirstIsDue() {
		Settled first = this.waiting.peek();
		if (first == null || first.later() == null) {
			return null;
		}
		return first.due().isBefore(this.deadline) ? first.later() : new Later(this.deadline, first.later().phase());
	}

	private void begin(Step step) {
		Instant now = this.clock.instant();
		while (this.underWay.size() < this.atOnce) {
			JobItem item = nextItem(now);
			if (item == null) {
				return;
			}
			Later later = look(step, item);
			if (this.failure != null) {
				return;
			}
			if (later != null && later.at().isAfter(now)) {
				this.waiting.add(new Settled(item, later));
				continue;
			}
			this.underWay.put(this.threads.submit(TraceScope.carry(() -> new Settled(item, step.take(item)))), item);
		}
	}

	/**
	 * Asked here, so that what waits takes no turn of the image threads, and so that each
	 * one knows how long the one before it waits.
	 */
	private @Nullable Later look(Step step, JobItem item) {
		try {
			return step.look(item);
		}
		catch (RuntimeException ex) {
			// As when a step fails: what is under way may end.
			this.failure = ex;
			return null;
		}
	}

	private @Nullable JobItem nextItem(Instant now) {
		Settled first = this.waiting.peek();
		if (first != null && !first.due().isAfter(now)) {
			this.waiting.remove();
			return first.item();
		}
		if (!mayBeginAnother(now)) {
			return null;
		}
		if (this.ready.isEmpty() && !this.allRead) {
			List<JobItem> page = this.run.items().pending(this.lastNumber, PAGE_SIZE);
			this.ready.addAll(page);
			this.allRead = page.size() < PAGE_SIZE;
			this.lastNumber = page.isEmpty() ? this.lastNumber : page.get(page.size() - 1).number();
		}
		return this.ready.poll();
	}

	/**
	 * Those that wait for the provider count as under way, so that one batch does not
	 * reserve the permits of all. Those that wait for the store have a bound of their
	 * own, so that one of them does not keep the others.
	 */
	private boolean mayBeginAnother(Instant now) {
		long forStorage = this.waiting.stream().filter(Settled::isForStorage).count();
		return this.underWay.size() + this.waiting.size() - forStorage < this.atOnce
				&& forStorage < Purchases.MOST_UNSTORED
				&& this.waiting.stream().noneMatch((image) -> image.waitsLongForProvider(now));
	}

	private Duration untilSomethingIsDue() {
		Instant due = this.deadline;
		// What cannot begin yet does not become due by waiting.
		boolean mayBegin = this.failure == null && this.underWay.size() < this.atOnce;
		Settled first = mayBegin ? this.waiting.peek() : null;
		if (first != null && first.due().isBefore(due)) {
			due = first.due();
		}
		Duration wait = Duration.between(this.clock.instant(), due).plusMillis(1);
		return wait.isNegative() ? Duration.ZERO : wait;
	}

	private void settle(Future<Settled> done) throws InterruptedException {
		this.underWay.remove(done);
		try {
			Settled settled = done.get();
			if (settled.later() != null) {
				this.waiting.add(settled);
			}
		}
		catch (ExecutionException ex) {
			// The run cannot go on, but the calls under way are paid for: they may end.
			RuntimeException failure = unexpected(ex);
			this.failure = (this.failure != null) ? this.failure : failure;
		}
	}

	private static RuntimeException unexpected(ExecutionException ex) throws InterruptedException {
		Throwable cause = ex.getCause();
		if (cause instanceof InterruptedException interrupted) {
			throw interrupted;
		}
		if (cause instanceof Error error && !(error instanceof OutOfMemoryError)) {
			throw error;
		}
		if (cause instanceof RuntimeException unchecked) {
			return unchecked;
		}
		return new IllegalStateException("An image of the batch could not be worked on", cause);
	}

	/**
	 * Interrupt what is still under way. What finishes all the same changes nothing: the
	 * image is settled, or the run is over.
	 */
	private void cancel() {
		this.underWay.keySet().forEach((future) -> future.cancel(true));
	}

	/**
	 * The next step for an image.
	 */
	@FunctionalInterface
	interface Step {

		/**
		 * Return whether the image has to wait first.
		 * @return until when, or {@code null} if it need not wait
		 */
		default @Nullable Later look(JobItem item) {
			return null;
		}

		/**
		 * Take the step.
		 * @return when to go on, or {@code null} if the image is done
		 * @throws Exception if the run cannot go on
		 */
		@Nullable Later take(JobItem item) throws Exception;

	}

	/**
	 * What a step came to.
	 *
	 * @param item the image
	 * @param later when to go on, or {@code null} if it is done
	 */
	private record Settled(JobItem item, @Nullable Later later) {

		Instant due() {
			return (this.later != null) ? this.later.at() : Instant.MIN;
		}

		boolean isForStorage() {
			return this.later != null && this.later.isForStorage();
		}

		boolean waitsLongForProvider(Instant now) {
			return !isForStorage() && due().isAfter(now.plus(LONG_WAIT));
		}

	}

}
