package io.wxomedia.callback;

import java.time.Duration;

import io.wxomedia.preflight.ProvidesChecks;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;

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
	CallbackRouteCheck callbackRouteCheck(CallbackProperties properties, DestinationGuard guard,
			TunnelRewrite rewrite) {
		Duration patience = (properties.timeout().compareTo(PATIENCE) < 0) ? properties.timeout() : PATIENCE;
		return new CallbackRouteCheck(guard, rewrite,
				new CallbackSender(guard, DefaultClientTlsStrategy.createSystemDefault(), patience));
	}

}
