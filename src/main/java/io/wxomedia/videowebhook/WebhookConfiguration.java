package io.wxomedia.videowebhook;

import java.time.Clock;
import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;
import io.wxomedia.job.JobProperties;
import io.wxomedia.job.JobRecords;
import io.wxomedia.monitoring.Readings;
import io.wxomedia.queue.WorkQueues;
import io.wxomedia.video.Generations;
import io.wxomedia.web.OpenPath;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Configuration for the webhook of videos.
 */
@Configuration(proxyBeanMethods = false)
class WebhookConfiguration {

	private static final Duration RETENTION_PAUSE = Duration.ofMinutes(5);

	/**
	 * More than a workshop of five hundred has in a week.
	 */
	private static final int MOST_ROWS = 50_000;

	private static final long MOST_BYTES = 64L * 1024 * 1024;

	@Bean
	WebhookTable webhookTable(JdbcClient jdbc) {
		return new WebhookTable(jdbc);
	}

	@Bean
	WebhookReceiver webhookReceiver(WebhookTable webhooks, Generations generations, JobRecords jobs, JsonMapper json,
			ApplicationEventPublisher events, Clock clock) {
		return new WebhookReceiver(new EventParser(json), webhooks, generations, jobs, new RefusedStrangers(clock),
				events, clock);
	}

	@Bean
	RecentWebhooks recentWebhooks(Readings readings, WebhookTable webhooks, Clock clock) {
		return new RecentWebhooks(readings, webhooks, clock);
	}

	@Bean
	WebhookMetrics webhookMetrics(MeterRegistry registry) {
		return new WebhookMetrics(registry);
	}

	@Bean
	WorkQueues.Chore webhookRetention(WebhookTable webhooks, JobProperties properties, Clock clock) {
		return new WorkQueues.Chore("video-webhook-retention", RETENTION_PAUSE, () -> {
			webhooks.removeBefore(clock.instant().minus(properties.retention()));
			webhooks.keep(MOST_ROWS, MOST_BYTES);
		});
	}

	/**
	 * It has a secret of its own.
	 */
	@Bean
	OpenPath videoWebhook() {
		return new OpenPath(null, WebhookController.PATH);
	}

}
