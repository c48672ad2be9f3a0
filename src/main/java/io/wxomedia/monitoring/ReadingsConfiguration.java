package io.wxomedia.monitoring;

import java.time.Clock;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration for figures that are read in the background.
 */
@Configuration(proxyBeanMethods = false)
class ReadingsConfiguration {

	@Bean
	TimedReadings readings(Clock clock) {
		return new TimedReadings(clock);
	}

}
