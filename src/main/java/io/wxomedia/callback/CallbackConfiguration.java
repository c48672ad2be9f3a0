package io.wxomedia.callback;

import java.net.InetAddress;
import java.util.stream.Stream;

import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Configuration for the beans that deliver callbacks.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CallbackProperties.class)
class CallbackConfiguration {

	@Bean
	RetrySchedule callbackRetrySchedule(CallbackProperties properties) {
		return RetrySchedule.parse(properties.backoffSeconds());
	}

	@Bean
	TunnelRewrite callbackTunnelRewrite(CallbackProperties properties) {
		return new TunnelRewrite(properties.rewrite(), properties.localTunnelNetloc());
	}

	@Bean
	AddressRules callbackAddressRules(CallbackProperties properties, Environment environment) {
		return new AddressRules(properties.privateNetworks(), inCloud(environment), properties.allowedHosts());
	}

	@Bean
	DestinationGuard callbackDestinationGuard(CallbackProperties properties, TunnelRewrite rewrite,
			AddressRules rules) {
		return new DestinationGuard(rewrite, rules, properties.requireHttps(), InetAddress::getAllByName);
	}

	@Bean
	CallbackSender callbackSender(CallbackProperties properties, DestinationGuard guard) {
		return new CallbackSender(guard, DefaultClientTlsStrategy.createSystemDefault(), properties.timeout());
	}

	private static boolean inCloud(Environment environment) {
		return Stream.of("KUBERNETES_SERVICE_HOST", "CE_APP", "K_SERVICE", "CONTAINER_APP_NAME")
			.map(environment::getProperty)
			.anyMatch(StringUtils::hasText);
	}

}
