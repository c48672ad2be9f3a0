package io.wxomedia.callback;

import java.net.URI;
import java.time.Clock;

import io.wxomedia.job.JobFinished;
import io.wxomedia.queue.WorkQueue;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.event.EventListener;

/**
 * Writes a delivery in the transaction that gives a job its verdict, so that there is
 * never one without the other.
 */
class FinishedJobs {

	private final DeliveryTable deliveries;

	private final WorkQueue queue;

	private final JsonMapper json;

	private final Clock clock;

	FinishedJobs(DeliveryTable deliveries, WorkQueue queue, JsonMapper json, Clock clock) {
		this.deliveries = deliveries;
		this.queue = queue;
		this.json = json;
		this.clock = clock;
	}

	@EventListener
	void on(JobFinished finished) {
		URI url = finished.job().callbackUrl();
		FixedBody body = FixedBody.of(finished.message(), this.json);
		if (url == null) {
			this.deliveries.keep(finished.job().id(), finished.job().owner(), finished.verdict().word(), body,
					finished.message().linkExpiresAt());
			return;
		}
		this.deliveries.insert(new Delivery(finished.job().id(), finished.job().owner(), url, finished.verdict().word(),
				body, 0, 0, finished.message().linkExpiresAt(), finished.message().fallbackReason()));
		this.queue.add(finished.job().id().toString(), this.clock.instant());
	}

}
