package io.wxomedia.callback;

import java.time.Duration;

import io.wxomedia.destination.DestinationGuard;
import io.wxomedia.exchange.AttemptSender;
import io.wxomedia.preflight.ProvidesChecks;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Configuration for checking callback addresses.
 */
@Configuration(proxyBeanMethods = false)
@ProvidesChecks
@Import(CallbackConfiguration.class)
class RouteCheckConfiguration {

	private static final Duration PATIENCE = Duration.ofSeconds(6);

	/**
	 * Its sender is less patient than that of the callbacks, and apart from it.
	 */
	@Bean
	CallbackRouteCheck callbackRouteCheck(CallbackProperties properties, DestinationGuard guard, AddressCheck addresses,
			TunnelRewrite rewrite) {
		Duration patience = (properties.timeout().compareTo(PATIENCE) < 0) ? properties.timeout() : PATIENCE;
		return new CallbackRouteCheck(addresses, rewrite, new AttemptSender(guard, patience));
	}

}
