package io.wxomedia.callback;

import java.net.InetAddress;

import io.wxomedia.platform.Platform;
import io.wxomedia.signature.SigningSecrets;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

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
	AddressRules callbackAddressRules(CallbackProperties properties, Platform platform) {
		return new AddressRules(properties.privateNetworks(), platform.isCloud(), properties.allowedHosts());
	}

	@Bean
	DestinationGuard callbackDestinationGuard(CallbackProperties properties, TunnelRewrite rewrite,
			AddressRules rules) {
		return new DestinationGuard(rewrite, rules, properties.requireHttps(), InetAddress::getAllByName);
	}

	@Bean
	CallbackSender callbackSender(CallbackProperties properties, DestinationGuard guard, SigningSecrets secrets) {
		return new CallbackSender(guard, DefaultClientTlsStrategy.createSystemDefault(), properties.timeout(),
				new CallbackSigner(secrets));
	}

}
