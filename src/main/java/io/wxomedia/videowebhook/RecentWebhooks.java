package io.wxomedia.videowebhook;

import java.time.Clock;
import java.time.Duration;

import io.wxomedia.monitoring.Reading;
import io.wxomedia.monitoring.Readings;

/**
 * How much came lately, for whoever asks whether the webhook lives: read in the
 * background, so that a stranger's question never asks the database.
 */
class RecentWebhooks {

	private static final Duration RECENT = Duration.ofMinutes(5);

	private final Reading<Integer> count;

	RecentWebhooks(Readings readings, WebhookTable webhooks, Clock clock) {
		this.count = readings.of("webhooks of videos", () -> webhooks.countSince(clock.instant().minus(RECENT)));
	}

	/**
	 * Return how many came within the last five minutes, as far as it is known.
	 */
	int count() {
		double read = this.count.value(Integer::doubleValue);
		return Double.isNaN(read) ? 0 : (int) read;
	}

}
