package io.wxomedia.callback;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.wxomedia.job.DatabaseRetry;
import io.wxomedia.job.JobId;
import io.wxomedia.job.KeptJobs;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadNotFound;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.queue.WorkQueue;
import io.wxomedia.submission.CallbackUrl;
import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends callbacks again that were delivered or given up. The state and the queue entry
 * are written together, so that a crash leaves both or none of them.
 */
class Redeliveries {

	private static final int IN_ONE_TRANSACTION = 100;

	/**
	 * A job at the end of its retention stays long enough for people to see what became
	 * of its callback.
	 */
	private static final Duration KEPT_AT_LEAST = Duration.ofHours(1);

	private final DeliveryTable deliveries;

	private final DeliveryEvents events;

	private final DeliveryHistory history;

	private final DeadLetters deadLetters;

	private final KeptJobs jobs;

	private final WorkQueue queue;

	private final AddressCheck addresses;

	private final PayloadStore payloads;

	private final DatabaseRetry database;

	private final Clock clock;

	Redeliveries(DeliveryTable deliveries, DeliveryEvents events, DeliveryHistory history, DeadLetters deadLetters,
			KeptJobs jobs, WorkQueue queue, AddressCheck addresses, PayloadStore payloads,
			TransactionTemplate transactions, Clock clock) {
		this.deliveries = deliveries;
		this.events = events;
		this.history = history;
		this.deadLetters = deadLetters;
		this.jobs = jobs;
		this.queue = queue;
		this.addresses = addresses;
		this.payloads = payloads;
		this.database = DatabaseRetry.ofConflicts(transactions);
		this.clock = clock;
	}

	/**
	 * Send the callback of a job again.
	 * @param job the job
	 * @param url where it is to go from now on, or {@code null} to leave that as it is
	 * @throws Refusal if there is nothing to send, or it is on its way already
	 * @throws IOException if it cannot be told whether the result is still kept
	 */
	void redeliver(JobId job, @Nullable CallbackUrl url) throws IOException {
		DeliveryHistory.Found found = this.history.find(job).orElseThrow(() -> unknown(job));
		if (found.url() == null) {
			throw new Refusal(HttpStatus.NOT_FOUND, "no_callback",
					"The job was sent without a callbackUrl, so there is no callback to send again; read /jobs/" + job
							+ " and its result instead.");
		}
		if (!found.jobFinished()) {
			throw new Refusal(HttpStatus.CONFLICT, "not_finished",
					"The job is not finished; its callback is sent when it is.");
		}
		if ("pending".equals(found.state())) {
			throw pending();
		}
		if (url != null) {
			this.addresses.require(url.value());
		}
		if (!isKept(found.payload())) {
			throw new Refusal(HttpStatus.GONE, "expired",
					"The result is no longer kept, so the callback that carries it cannot be sent again.");
		}
		this.database.inTransaction(() -> {
			reopen(job, (url != null) ? url.value() : null);
			return true;
		});
	}

	private void reopen(JobId job, @Nullable URI url) {
		if (!this.jobs.keep(job, this.clock.instant().plus(KEPT_AT_LEAST))) {
			throw unknown(job);
		}
		if (!this.deliveries.reopen(job, url)) {
			// Another request was a little faster.
			throw pending();
		}
		again(job);
	}

	private void again(JobId job) {
		this.deliveries.owner(job).ifPresent((owner) -> this.events.reopened(job, owner));
		this.queue.add(job.toString(), this.clock.instant());
	}

	/**
	 * Send dead letters again, the oldest first. Those whose result is no longer kept are
	 * left, and so are those that are given up again meanwhile.
	 * @param filter which ones
	 * @return how many are sent again
	 * @throws IOException if it cannot be told whether a result is still kept
	 */
	int redeliver(DeadLetterFilter filter) throws IOException {
		DeadLetterFilter asOfNow = filter.upTo(this.clock.instant());
		int redelivered = 0;
		List<DeadLetter> found = this.deadLetters.oldest(asOfNow, null, IN_ONE_TRANSACTION);
		while (!found.isEmpty()) {
			List<JobId> sendable = sendable(found);
			redelivered += this.database.inTransaction(() -> reopenAll(sendable));
			found = this.deadLetters.oldest(asOfNow, found.get(found.size() - 1).place(), IN_ONE_TRANSACTION);
		}
		return redelivered;
	}

	private int reopenAll(List<JobId> jobs) {
		int reopened = 0;
		for (JobId job : jobs) {
			if (this.jobs.keep(job, this.clock.instant().plus(KEPT_AT_LEAST)) && this.deliveries.reopen(job, null)) {
				again(job);
				reopened++;
			}
		}
		return reopened;
	}

	private List<JobId> sendable(List<DeadLetter> found) throws IOException {
		List<JobId> sendable = new ArrayList<>();
		for (DeadLetter deadLetter : found) {
			if (isKept(deadLetter.payload())) {
				sendable.add(deadLetter.job());
			}
		}
		// Who holds several jobs takes them in this order.
		sendable.sort(Comparator.comparing(JobId::value));
		return sendable;
	}

	private boolean isKept(@Nullable PayloadId payload) throws IOException {
		try {
			return payload == null || this.payloads.length(payload) >= 0;
		}
		catch (PayloadNotFound ex) {
			return false;
		}
	}

	private static Refusal unknown(JobId job) {
		return Refusal.notFound("There is no job " + job + ".");
	}

	private static Refusal pending() {
		return new Refusal(HttpStatus.CONFLICT, "delivery_pending",
				"The callback is on its way already; send it again when it is delivered or a dead letter.");
	}

}
