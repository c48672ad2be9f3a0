package io.wxomedia.wait;

import io.wxomedia.event.EventStreams;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration for waiting on jobs.
 */
@Configuration(proxyBeanMethods = false)
class WaitConfiguration {

	@Bean
	ServletJobWaits jobWaits(EventStreams events, FinishedBodies bodies) {
		return new ServletJobWaits(events, bodies);
	}

	@Bean
	DocumentedWait documentedWait() {
		return new DocumentedWait();
	}

}
