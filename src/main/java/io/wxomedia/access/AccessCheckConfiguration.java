package io.wxomedia.access;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

import io.wxomedia.platform.Platform;
import io.wxomedia.preflight.ProvidesChecks;
import io.wxomedia.web.Protection;

import org.springframework.beans.factory.annotation.Value;
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
	Administration administration(AccessProperties properties, @Value("${media.data-dir}") Path dataDir)
			throws IOException {
		if (!properties.adminKey().isEmpty() || !properties.openBesideAdmin()) {
			return new Administration(!properties.adminKey().isEmpty(), null);
		}
		return new Administration(true, DemoAdminKey.in(dataDir.toAbsolutePath().normalize().resolve("demo")));
	}

	@Bean
	Credentials credentials(AccessProperties properties, Administration administration) {
		return new Credentials(properties, Objects.requireNonNullElse(administration.demoKey(), properties.adminKey()));
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
