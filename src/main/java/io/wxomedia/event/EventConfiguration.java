package io.wxomedia.event;

import java.time.Clock;

import javax.sql.DataSource;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Configuration for the log of events and its readers.
 */
@Configuration(proxyBeanMethods = false)
class EventConfiguration {

	@Bean
	EventFeed eventFeed(DataSource dataSource, TransactionTemplate transactions, JsonMapper json, Clock clock) {
		return new EventFeed(new EventTable(new JdbcTemplate(dataSource), transactions, json, clock));
	}

	@Bean
	ServletEventStreams eventStreams(EventFeed feed, StreamConnections connections) {
		return new ServletEventStreams(feed, connections);
	}

}
