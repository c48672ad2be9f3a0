package io.wxomedia.access;

import io.wxomedia.platform.Platform;
import io.wxomedia.preflight.ProvidesChecks;
import io.wxomedia.web.Protection;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * Configuration for the credentials, and for checking that there are any.
 */
@Configuration(proxyBeanMethods = false)
@ProvidesChecks
@EnableConfigurationProperties(AccessProperties.class)
class AccessCheckConfiguration {

	@Bean
	Credentials credentials(AccessProperties properties) {
		return new Credentials(properties);
	}

	@Bean
	Protection protection(Credentials credentials) {
		return credentials::areNeeded;
	}

	@Bean
	@Order(80)
	TokenCheck tokenCheck(Credentials credentials, Platform platform) {
		return new TokenCheck(credentials, platform);
	}

}
