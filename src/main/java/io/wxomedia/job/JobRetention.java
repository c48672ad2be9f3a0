package io.wxomedia.job;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadReferences;
import io.wxomedia.payload.PayloadStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes finished jobs whose time is over, and payloads that no job needs.
 */
public class JobRetention {

	private static final Logger logger = LoggerFactory.getLogger(JobRetention.class);

	private static final int BATCH_SIZE = 200;

	/**
	 * Longer than an upload can take before its job is written.
	 */
	private static final Duration UNCLAIMED_AFTER = Duration.ofHours(2);

	private final ExpiredJobs jobs;

	private final DatabaseRetry database;

	private final PayloadStore payloads;

	private final KeptPayloads kept;

	private final List<PayloadReferences> references;

	private final SharedPayloads shared;

	private final Clock clock;

	JobRetention(ExpiredJobs jobs, TransactionTemplate transactions, PayloadStore payloads, KeptPayloads kept,
			SharedPayloads shared, List<PayloadReferences> references, Clock clock) {
		this.jobs = jobs;
		this.database = DatabaseRetry.ofConflicts(transactions);
		this.payloads = payloads;
		this.kept = kept;
		this.shared = shared;
		this.references = references;
		this.clock = clock;
	}

	/**
	 * Remove the finished jobs whose time is over.
	 */
	public void removeExpired() {
		int removed = 0;
		List<ExpiredJobs.Expired> expired = this.jobs.expired(BATCH_SIZE);
		while (!expired.isEmpty()) {
			removed += remove(expired);
			expired = this.jobs.expired(BATCH_SIZE);
		}
		forgetInputs();
		if (removed > 0) {
			logger.info("Removed {} finished jobs after their retention", removed);
		}
	}

	/**
	 * Many in one transaction: a commit for each would take longer than the deletion.
	 */
	private int remove(List<ExpiredJobs.Expired> expired) {
		List<PayloadId> unneeded = new ArrayList<>();
		int removed = this.database.inTransaction(() -> {
			unneeded.clear();
			int gone = 0;
			// In the order of all who hold several jobs.
			for (ExpiredJobs.Expired job : expired.stream()
				.sorted(Comparator.comparing((one) -> one.id().value()))
				.toList()) {
				// Before the deletion, which takes the rows that name them.
				Collection<PayloadId> kept = this.kept.of(job.id(), job.kind());
				if (this.jobs.deleteExpired(job.id())) {
					gone++;
					Stream.of(Optional.ofNullable(job.resultPayload()), Optional.ofNullable(job.inputPayload()))
						.flatMap(Optional::stream)
						.forEach(unneeded::add);
					unneeded.addAll(kept);
				}
			}
			return gone;
		});
		this.shared.discardUnshared(unneeded, this.payloads);
		return removed;
	}

	private void forgetInputs() {
		List<ExpiredJobs.Expired> expired = this.jobs.expiredInputs(BATCH_SIZE);
		while (!expired.isEmpty()) {
			for (ExpiredJobs.Expired job : expired) {
				this.jobs.forgetInput(job.id());
				discard(job.inputPayload());
			}
			expired = this.jobs.expiredInputs(BATCH_SIZE);
		}
	}

	/**
	 * After the commit: a crash in between leaves a payload that nobody names, which the
	 * sweep takes.
	 */
	private void discard(@Nullable PayloadId payload) {
		if (payload != null) {
			this.payloads.delete(payload);
		}
	}

	/**
	 * Remove the payloads that nobody names.
	 */
	public void sweepPayloads() {
		try {
			Instant unclaimedSince = this.clock.instant().minus(UNCLAIMED_AFTER);
			Set<PayloadId> inUse = new HashSet<>();
			// Twice, since a job that finishes in between moves its payload from one to
			// another.
			this.references.forEach((reference) -> inUse.addAll(reference.inUse()));
			this.references.forEach((reference) -> inUse.addAll(reference.inUse()));
			int swept = this.payloads.sweep(unclaimedSince, inUse);
			if (swept > 0) {
				logger.info("Removed {} payloads that belonged to no job", swept);
			}
		}
		catch (IOException ex) {
			logger.warn("Payloads could not be swept; the next sweep tries again", ex);
		}
	}

}
