package io.wxomedia.preview;

import io.wxomedia.event.EventLog;
import io.wxomedia.payload.PayloadStore;

import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Configuration for previews.
 */
@Configuration(proxyBeanMethods = false)
class PreviewConfiguration {

	@Bean
	PreviewTable previewTable(JdbcClient jdbc, TransactionTemplate transactions) {
		return new PreviewTable(jdbc, transactions);
	}

	/**
	 * Jobs of a service that asks for no previews need not look for any.
	 */
	@Bean
	@ConditionalOnExpression("${media.openai.partial-previews:0} > 0")
	Previews previews(PreviewTable table, PayloadStore payloads, EventLog events, TransactionTemplate transactions) {
		return new Previews(table, payloads, events, transactions);
	}

}
