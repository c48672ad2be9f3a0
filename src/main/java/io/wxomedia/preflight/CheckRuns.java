package io.wxomedia.preflight;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Runs checks side by side, each of them waited for only so long.
 */
class CheckRuns implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(CheckRuns.class);

	private static final int MOST_AT_ONCE = 32;

	private static final Duration TO_TIDY_UP = Duration.ofSeconds(5);

	private final Clock clock;

	private final Duration patience;

	private final ThreadPoolExecutor threads;

	private final Set<String> running = ConcurrentHashMap.newKeySet();

	CheckRuns(Clock clock, Duration patience) {
		this.clock = clock;
		this.patience = patience;
		CustomizableThreadFactory factory = new CustomizableThreadFactory("preflight-");
		factory.setDaemon(true);
		this.threads = new ThreadPoolExecutor(0, MOST_AT_ONCE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
	}

	/**
	 * Run a check, unless an earlier run of it still hangs.
	 * @param check the check
	 * @return what it finds in time; the future ends soon after the patience at the
	 * latest, and never fails
	 */
	CompletableFuture<Findings> start(PreflightCheck check) {
		Findings findings = new Findings(check.name(), this.clock);
		if (!this.running.add(check.name())) {
			findings.problem("This check still hangs since the last time.", "Ask again in a minute.");
			return CompletableFuture.completedFuture(findings);
		}
		return start(() -> check.run(findings), findings, () -> this.running.remove(check.name()));
	}

	/**
	 * Run a piece of work that is no check of its own.
	 * @param work the work
	 * @param findings takes what it finds
	 * @return what it finds in time
	 */
	CompletableFuture<Findings> start(Work work, Findings findings) {
		return start(work, findings, () -> {
		});
	}

	private CompletableFuture<Findings> start(Work work, Findings findings, Runnable end) {
		try {
			return CompletableFuture.runAsync(() -> run(work, findings, end), this.threads)
				.thenApply((done) -> true)
				.completeOnTimeout(false, this.patience.toMillis(), TimeUnit.MILLISECONDS)
				.thenApply((inTime) -> close(findings, inTime));
		}
		catch (RejectedExecutionException ex) {
			end.run();
			findings.warning("Not checked: too many checks are under way.", "Ask again in a minute.");
			return CompletableFuture.completedFuture(findings);
		}
	}

	private static void run(Work work, Findings findings, Runnable end) {
		try {
			work.run();
		}
		catch (Exception | Error ex) {
			logger.error("A preflight check failed unexpectedly", ex);
			findings.problem("The check failed unexpectedly (" + ex.getClass().getSimpleName() + ").",
					"The service's log says why.");
		}
		finally {
			end.run();
		}
	}

	private Findings close(Findings findings, boolean inTime) {
		if (!inTime) {
			findings.problem("No answer within " + this.patience.toSeconds() + " s.",
					"Check the network, proxies and firewalls between this machine and what is checked.");
		}
		findings.close();
		return findings;
	}

	/**
	 * Let checks that nobody waits for remove what they made.
	 */
	@Override
	public void close() {
		this.threads.shutdown();
		try {
			if (!this.threads.awaitTermination(TO_TIDY_UP.toMillis(), TimeUnit.MILLISECONDS)) {
				List<Runnable> none = this.threads.shutdownNow();
				logger.warn("{} preflight checks still hang and are given up", this.running.size() + none.size());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Something that finds something.
	 */
	@FunctionalInterface
	interface Work {

		void run() throws Exception;

	}

}
