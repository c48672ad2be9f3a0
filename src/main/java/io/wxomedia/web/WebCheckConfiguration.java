package io.wxomedia.web;

import io.wxomedia.platform.Platform;
import io.wxomedia.preflight.ProvidesChecks;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * Configuration for checking the token and the service's own address.
 */
@Configuration(proxyBeanMethods = false)
@ProvidesChecks
@EnableConfigurationProperties({ WebProperties.class, AccessProperties.class })
class WebCheckConfiguration {

	@Bean
	Credentials credentials(AccessProperties properties) {
		return new Credentials(properties);
	}

	@Bean
	@Order(80)
	TokenCheck tokenCheck(Credentials credentials, Platform platform) {
		return new TokenCheck(credentials, platform);
	}

	@Bean
	@Order(90)
	PublicUrlCheck publicUrlCheck(WebProperties properties, Platform platform) {
		return new PublicUrlCheck(new DerivedPublicUrl(properties.publicUrl(), platform, properties.port()), platform);
	}

}
