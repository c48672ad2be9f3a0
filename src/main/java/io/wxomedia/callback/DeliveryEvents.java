package io.wxomedia.callback;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import io.wxomedia.event.EventLog;
import io.wxomedia.event.EventType;
import io.wxomedia.event.NewEvent;
import io.wxomedia.exchange.Attempt;
import io.wxomedia.job.JobId;
import org.jspecify.annotations.Nullable;

/**
 * What the log of events says of deliveries. Written in the transaction of the change.
 */
class DeliveryEvents {

	private final EventLog events;

	DeliveryEvents(EventLog events) {
		this.events = events;
	}

	void attempted(Delivery delivery, Attempt attempt, DeliveryTable.Outcome outcome, @Nullable Instant next) {
		Map<String, @Nullable Object> data = new LinkedHashMap<>();
		data.put("state", outcome.word());
		data.put("attempt", delivery.attempts() + 1);
		data.put("status", attempt.status());
		data.put("error", attempt.error());
		data.put("next_attempt_at", (next != null) ? next.toString() : null);
		this.events.append(new NewEvent(delivery.job().value(), delivery.owner(), EventType.DELIVERY, data,
				outcome != DeliveryTable.Outcome.PENDING));
	}

	void reopened(JobId job, String owner) {
		Map<String, @Nullable Object> data = new LinkedHashMap<>();
		data.put("state", DeliveryTable.Outcome.PENDING.word());
		this.events.append(new NewEvent(job.value(), owner, EventType.DELIVERY, data));
	}

}
