package io.wxomedia.videowebhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.wxomedia.monitoring.Reading;
import io.wxomedia.monitoring.Readings;
import org.jspecify.annotations.Nullable;

import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;

/**
 * How much came lately, for whoever asks whether the webhook lives. The database is asked
 * in the background, and once after something came: strangers may ask as often as they
 * like.
 */
class RecentWebhooks {

	private static final Duration RECENT = Duration.ofMinutes(5);

	/**
	 * Longer than it takes until everything was read in the background once.
	 */
	private static final Duration UNTIL_READ = Duration.ofSeconds(12);

	private final WebhookTable webhooks;

	private final Clock clock;

	private final Reading<Integer> count;

	/**
	 * What was counted because something had come, until the next reading counts it too.
	 */
	private final AtomicReference<@Nullable Counted> counted = new AtomicReference<>();

	private final AtomicBoolean news = new AtomicBoolean();

	RecentWebhooks(Readings readings, WebhookTable webhooks, Clock clock) {
		this.webhooks = webhooks;
		this.clock = clock;
		this.count = readings.of("webhooks of videos", this::read);
	}

	private int read() {
		return this.webhooks.countSince(this.clock.instant().minus(RECENT));
	}

	/**
	 * Something was written down, so the next question is answered by the database.
	 */
	@EventListener
	void on(WebhookTaken taken) {
		this.news.set(true);
	}

	/**
	 * Return how many came within the last five minutes: what came to this instance at
	 * once, what came to others and what is older by now after some seconds.
	 */
	int count() {
		Instant now = this.clock.instant();
		if (this.news.getAndSet(false)) {
			try {
				this.counted.set(new Counted(read(), now.plus(UNTIL_READ)));
			}
			catch (DataAccessException ex) {
				// Asked again when the database is there; until then what was read last.
				this.news.set(true);
			}
		}
		Counted fresh = this.counted.get();
		if (fresh != null && now.isBefore(fresh.until())) {
			return fresh.count();
		}
		double read = this.count.value(Integer::doubleValue);
		return Double.isNaN(read) ? 0 : (int) read;
	}

	/**
	 * How many there were.
	 *
	 * @param count how many
	 * @param until when a reading in the background knows at least as much
	 */
	private record Counted(int count, Instant until) {

	}

}
