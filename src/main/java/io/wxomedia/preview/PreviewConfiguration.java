package io.wxomedia.preview;

import io.wxomedia.event.EventLog;
import io.wxomedia.payload.PayloadStore;

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

	@Bean
	Previews previews(PreviewTable table, PayloadStore payloads, EventLog events, TransactionTemplate transactions,
			PreviewProperties properties) {
		return new Previews(table, payloads, events, transactions, properties.areAskedFor());
	}

}
