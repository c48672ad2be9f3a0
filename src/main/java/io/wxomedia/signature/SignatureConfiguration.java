package io.wxomedia.signature;

import io.wxomedia.preflight.ProvidesChecks;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * Configuration for the signatures of callbacks.
 */
@Configuration(proxyBeanMethods = false)
@ProvidesChecks
@EnableConfigurationProperties(SignatureProperties.class)
class SignatureConfiguration {

	@Bean
	SigningSecrets signingSecrets(SignatureProperties properties) {
		return properties.secret();
	}

	@Bean
	@Order(95)
	SignatureCheck signatureCheck(SigningSecrets secrets) {
		return new SignatureCheck(secrets);
	}

}
