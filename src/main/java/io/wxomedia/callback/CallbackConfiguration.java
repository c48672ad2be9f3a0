package io.wxomedia.callback;

import java.net.InetAddress;

import io.wxomedia.destination.AddressRules;
import io.wxomedia.destination.DestinationGuard;
import io.wxomedia.exchange.AttemptSender;
import io.wxomedia.platform.Platform;
import io.wxomedia.signature.SigningSecrets;

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
	DestinationGuard callbackDestinationGuard(CallbackProperties properties, AddressRules rules) {
		return new DestinationGuard(CallbackProperties.PURPOSE, rules, properties.requireHttps(),
				InetAddress::getAllByName);
	}

	@Bean
	AddressCheck addressCheck(DestinationGuard guard, TunnelRewrite rewrite) {
		return new AddressCheck(guard, rewrite);
	}

	@Bean
	AttemptSender callbackSender(CallbackProperties properties, DestinationGuard guard, SigningSecrets secrets) {
		return new AttemptSender(guard, properties.timeout(), new CallbackSigner(secrets));
	}

}
