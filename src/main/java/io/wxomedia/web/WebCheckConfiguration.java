package io.wxomedia.web;

import io.wxomedia.platform.Platform;
import io.wxomedia.preflight.ProvidesChecks;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * Configuration for checking the service's own address.
 */
@Configuration(proxyBeanMethods = false)
@ProvidesChecks
@EnableConfigurationProperties(WebProperties.class)
class WebCheckConfiguration {

	@Bean
	@Order(90)
	PublicUrlCheck publicUrlCheck(WebProperties properties, Platform platform) {
		return new PublicUrlCheck(new DerivedPublicUrl(properties.publicUrl(), platform, properties.port()), platform);
	}

}
