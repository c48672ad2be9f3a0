package io.wxomedia.generation;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.job.HeldJobs;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRecords;
import io.wxomedia.worker.JobLanes;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionTemplate;

/**
 * Wakes jobs when their provider tells that a call is over. What it tells is not
 * believed: the job asks the provider. Thread-safe.
 */
public class RemoteWebhooks {

	private final VideoMaker maker;

	private final RemoteCallTable table;

	private final JobRecords jobs;

	private final HeldJobs held;

	private final JobLanes lanes;

	private final TransactionTemplate transactions;

	private final RemoteCallMetrics metrics;

	private final Clock clock;

	RemoteWebhooks(VideoMaker maker, RemoteCallTable table, JobRecords jobs, HeldJobs held, JobLanes lanes,
			TransactionTemplate transactions, RemoteCallMetrics metrics, Clock clock) {
		this.maker = maker;
		this.table = table;
		this.jobs = jobs;
		this.held = held;
		this.lanes = lanes;
		this.transactions = transactions;
		this.metrics = metrics;
		this.clock = clock;
	}

	/**
	 * Note that a provider told that a call is over, and wake its job. Where the answer
	 * to the submission was lost, the call gets its name here, so that it is not bought
	 * again.
	 * @param provider the provider in one word
	 * @param requestId the provider's name of the call; it is known to be the provider's
	 * word
	 * @param reference the submission that the webhook's address named, or {@code null}
	 * @return what became of it
	 */
	public Heard heard(String provider, String requestId, @Nullable UUID reference) {
		Optional<RemoteRow> found = find(provider, requestId, reference);
		if (found.isEmpty()) {
			return Heard.UNKNOWN;
		}
		Heard heard = this.transactions.execute((status) -> wake(found.get(), requestId));
		if (heard == Heard.WOKEN) {
			this.metrics.count(RemoteCallMetrics.Happening.TOLD);
		}
		return (heard != null) ? heard : Heard.UNKNOWN;
	}

	private Optional<RemoteRow> find(String provider, String requestId, @Nullable UUID reference) {
		Optional<RemoteRow> known = this.table.find(provider, requestId);
		if (known.isPresent() || reference == null) {
			return known;
		}
		return this.table.find(reference).filter((row) -> row.provider().equals(provider) && row.call() == null);
	}

	/**
	 * The job first, then its submission, its entry in the queue last.
	 */
	private Heard wake(RemoteRow row, String requestId) {
		JobId job = row.job();
		if (!this.held.hold(job)) {
			return Heard.UNKNOWN;
		}
		if (row.call() == null && row.provider().equals(this.maker.provider())) {
			if (this.table.accept(row.id(), this.maker.found(row.model(), requestId), this.clock.instant())) {
				this.metrics.count(RemoteCallMetrics.Happening.FOUND);
			}
		}
		boolean first = this.table.told(row.id());
		this.jobs.find(job)
			.ifPresent((record) -> this.lanes.of(record.job().kind())
				.hasten(List.of(job.toString()), this.clock.instant()));
		return first ? Heard.WOKEN : Heard.DUPLICATE;
	}

	/**
	 * What became of a webhook.
	 */
	public enum Heard {

		/**
		 * The job looks now.
		 */
		WOKEN,

		/**
		 * It was told before.
		 */
		DUPLICATE,

		/**
		 * Nothing of the service has that name.
		 */
		UNKNOWN

	}

}
