package io.wxomedia.event;

import java.time.Clock;
import java.util.Set;

import javax.sql.DataSource;

import io.wxomedia.access.CallerSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
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
	EventFeed eventFeed(DataSource dataSource, @Value("${spring.datasource.url}") String databaseUrl,
			TransactionTemplate transactions, JsonMapper json, Clock clock, ObjectProvider<CallerSource> callers) {
		// Asked for when it is needed: keys are given out by a module that writes events.
		LapsedCallers lapsed = (names) -> {
			CallerSource source = callers.getIfAvailable();
			return (source != null) ? source.lapsed(names) : Set.of();
		};
		JdbcTemplate database = new JdbcTemplate(dataSource);
		EventTable events = new EventTable(database,
				new Numbering(database, transactions, databaseUrl.startsWith("jdbc:h2:")), json, clock);
		return new EventFeed(events, new ReaderUpkeep(events, lapsed, System::nanoTime));
	}

	@Bean
	ServletEventStreams eventStreams(EventFeed feed, StreamConnections connections) {
		return new ServletEventStreams(feed, connections);
	}

}
