package io.wxomedia.platform;

import java.nio.file.Path;

import io.wxomedia.preflight.ProvidesChecks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Configuration for what is known of the platform.
 */
@Configuration(proxyBeanMethods = false)
@ProvidesChecks
class PlatformConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(PlatformConfiguration.class);

	@Bean
	Platform platform(Environment environment) {
		return new Platform(environment);
	}

	@Bean
	PlatformAdvice platformAdvice(Platform platform, @Value("${spring.datasource.url}") String databaseUrl,
			@Value("${media.data-dir}") Path dataDir,
			@Value("${media.queue.shutdown-grace-seconds}") int graceSeconds) {
		return new PlatformAdvice(platform, databaseUrl, dataDir, DataDisk.of(dataDir), graceSeconds);
	}

	@Bean
	@Order(70)
	PlatformCheck platformCheck(Platform platform, PlatformAdvice advice) {
		return new PlatformCheck(platform, advice);
	}

	@Bean
	ApplicationListener<ApplicationStartedEvent> platformWarnings(PlatformAdvice advice) {
		return (started) -> advice.warnings().forEach((warning) -> logger.warn("{}", warning));
	}

}
