package io.wxomedia.session;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

import io.wxomedia.image.ImageKinds;
import io.wxomedia.job.JobRecord;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.JobRemoval;
import io.wxomedia.job.JobSearch;
import io.wxomedia.job.JobState;
import io.wxomedia.job.ProviderFigures;
import io.wxomedia.web.Refusal;
import io.wxomedia.worker.JobCancellation;
import io.wxomedia.worker.JobHandlers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpStatus;

/**
 * The jobs of a session: cancels those that wait when it ends, and removes them all when
 * it goes. Both can be broken off and done again. Thread-safe.
 */
class SessionJobs {

	private static final Logger logger = LoggerFactory.getLogger(SessionJobs.class);

	private static final int PAGE = 200;

	/**
	 * What jobs wait for that have what they called for, or an order for it under way:
	 * that is paid for, and what is left to do needs no further call of a model.
	 */
	private static final Set<String> GOING_ON = Set.of("storing", "waiting_for_backend", "waiting_for_video",
			"processing", "generating", "downloading");

	/**
	 * The kinds of job that make one call after the other.
	 */
	private static final Set<String> STEPWISE = Set.of("batch", "workflow");

	private static final String READING = "reading";

	private final SessionTable table;

	private final JobSearch search;

	private final JobRecords jobs;

	private final JobCancellation cancellation;

	private final JobRemoval removal;

	private final RemovedJobs removed;

	private final JobHandlers handlers;

	private final ProviderFigures figures;

	private final Clock clock;

	SessionJobs(SessionTable table, JobSearch search, JobRecords jobs, JobCancellation cancellation, JobRemoval removal,
			RemovedJobs removed, JobHandlers handlers, ProviderFigures figures, Clock clock) {
		this.figures = figures;
		this.table = table;
		this.search = search;
		this.jobs = jobs;
		this.cancellation = cancellation;
		this.removal = removal;
		this.removed = removed;
		this.handlers = handlers;
		this.clock = clock;
	}

	/**
	 * Cancel what waits in the sessions that are over. What runs ends by itself, and
	 * makes no further call.
	 */
	void closeEnded() {
		for (Session session : this.table.toBeClosed(this.clock.instant())) {
			try {
				close(session.id());
			}
			catch (RuntimeException ex) {
				// One that cannot be closed holds up no other.
				logger.warn("Session {} could not be closed; it is tried again: {}", session.id(), ex.toString());
			}
		}
	}

	void close(UUID session) {
		boolean[] open = { false };
		each(session, (job) -> {
			if (job.state() == JobState.QUEUED
					&& !goesOn(job.job().kind(), job.phase(), this.figures.paid(job.job().id()))) {
				this.cancellation.cancel(job.job().id());
			}
			// A job that runs may go back to wait; it is looked at again.
			open[0] |= job.state() != JobState.FINISHED;
		});
		if (!open[0]) {
			this.table.closed(session, this.clock.instant());
			logger.info("Session {} is over", session);
		}
	}

	/**
	 * Return whether a job that waits ends without a further call.
	 * @param kind its kind
	 * @param phase what it waits for
	 * @param paid whether anything was bought for it; {@code null} if nobody knows
	 */
	static boolean goesOn(String kind, @Nullable String phase, @Nullable Boolean paid) {
		String waitsFor = String.valueOf(phase);
		if (GOING_ON.contains(waitsFor)) {
			return true;
		}
		if (STEPWISE.contains(kind)) {
			// A workflow reads what it bought. A batch that reads has a call before it.
			return READING.equals(waitsFor) && !ImageKinds.BATCH.equals(kind) && Boolean.TRUE.equals(paid);
		}
		return Boolean.TRUE.equals(paid);
	}

	/**
	 * Remove all jobs of a session that is over, with all that hangs on them.
	 * @param beforeEach what is done before each of them
	 * @throws Refusal if something in it is still being done
	 */
	void remove(UUID session, Runnable beforeEach) {
		each(session, (job) -> {
			beforeEach.run();
			if (job.state() != JobState.FINISHED) {
				this.cancellation.cancel(job.job().id());
			}
			this.removed.remove(job.job().id().value(), this.handlers.of(job.job()).objectPrefixes(job.job()));
			if (this.removal.remove(job.job().id()) == JobRemoval.Outcome.NOT_FINISHED) {
				throw new Refusal(HttpStatus.CONFLICT, "not_finished",
						"Job " + job.job().id()
								+ " of the session is still ending. The session is removed as soon as it"
								+ " has; ask again in a moment to see that it is gone.");
			}
		});
	}

	/**
	 * Do something with each job of a session.
	 */
	void each(UUID session, Consumer<JobRecord> work) {
		eachOf(this.table.seats(session).stream().map((taken) -> taken.seat().owner()).toList(), work);
	}

	/**
	 * Do something with each job of some seats, the newest ones first.
	 */
	void eachOf(List<String> owners, Consumer<JobRecord> work) {
		List<JobSearch.Place> page = this.search.ofOwners(owners, null, PAGE);
		while (!page.isEmpty()) {
			page.stream()
				.sorted(Comparator.comparing((place) -> place.id().value()))
				.flatMap((place) -> this.jobs.find(place.id()).stream())
				.forEach(work);
			page = this.search.ofOwners(owners, page.get(page.size() - 1), PAGE);
		}
	}

}
