package io.wxomedia.audit;

import java.time.Clock;
import java.time.Duration;

import io.wxomedia.queue.WorkQueues;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Configuration for the audit trail.
 */
@Configuration(proxyBeanMethods = false)
class AuditConfiguration {

	private static final Duration RETENTION_PAUSE = Duration.ofHours(1);

	@Bean
	AuditTable auditTable(JdbcClient jdbc) {
		return new AuditTable(jdbc);
	}

	@Bean
	AuditTrail auditTrail(AuditTable table, Clock clock) {
		return new AuditTrail(table, clock);
	}

	@Bean
	WorkQueues.Chore auditRetention(AuditTable table, AuditProperties properties, Clock clock) {
		return new WorkQueues.Chore("audit-retention", RETENTION_PAUSE,
				() -> table.removeBefore(clock.instant().minus(properties.retention())));
	}

}
