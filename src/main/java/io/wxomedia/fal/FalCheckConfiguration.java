package io.wxomedia.fal;

import java.net.URI;
import java.time.Clock;

import io.wxomedia.platform.Platform;
import io.wxomedia.preflight.ProvidesChecks;
import io.wxomedia.web.PublicUrl;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.util.StringUtils;

/**
 * Configuration for checking fal, where there is no built-in maker of videos.
 */
@Configuration(proxyBeanMethods = false)
@ProvidesChecks
@Conditional(FalConfiguration.OutsideTheDemoOrWithKey.class)
@EnableConfigurationProperties(FalProperties.class)
class FalCheckConfiguration {

	@Bean
	@Order(24)
	FalCheck falCheck(FalProperties properties, ObjectProvider<PublicUrl> publicUrl,
			@Value("${media.web.public-url:}") String configured, Platform platform, Clock clock) {
		PublicUrl address = publicUrl.getIfAvailable(() -> () -> onTheCommandLine(configured, platform));
		return new FalCheck(properties, new WebhookAddress(address, properties), new JsonMapper(), clock);
	}

	private static URI onTheCommandLine(String configured, Platform platform) {
		if (StringUtils.hasText(configured)) {
			return URI.create(configured.strip().replaceAll("/+$", ""));
		}
		URI told = platform.address();
		return (told != null) ? told : URI.create("http://localhost");
	}

}
