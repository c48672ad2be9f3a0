package io.wxomedia;

import java.time.Clock;
import java.time.Duration;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration for the one source of time.
 */
@Configuration(proxyBeanMethods = false)
class ClockConfiguration {

	/**
	 * Return a clock that ticks in microseconds, the precision every supported database
	 * keeps.
	 * @return the clock
	 */
	@Bean
	Clock clock() {
		return Clock.tick(Clock.systemUTC(), Duration.ofNanos(1000));
	}

}
