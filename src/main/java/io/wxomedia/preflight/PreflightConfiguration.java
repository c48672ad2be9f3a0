package io.wxomedia.preflight;

import java.time.Clock;
import java.util.List;

import javax.sql.DataSource;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * Configuration for the preflight.
 */
@Configuration(proxyBeanMethods = false)
@ProvidesChecks
class PreflightConfiguration {

	@Bean
	Preflight preflight(List<PreflightCheck> checks, RouteCheck route, Clock clock) {
		return new Preflight(checks, route, clock, Preflight.PATIENCE);
	}

	@Bean
	@Order(50)
	DatabaseCheck databaseCheck(DataSource dataSource, @Value("${spring.datasource.url}") String url) {
		return new DatabaseCheck(dataSource, url);
	}

}
