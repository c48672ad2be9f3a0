package io.wxomedia.videowebhook;

import io.wxomedia.platform.Platform;
import io.wxomedia.preflight.ProvidesChecks;
import io.wxomedia.video.VideoProperties;
import io.wxomedia.web.PublicUrl;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * Configuration for checking that a backend of videos can tell of them.
 */
@Configuration(proxyBeanMethods = false)
@ProvidesChecks
@EnableConfigurationProperties(VideoProperties.class)
class BackendCheckConfiguration {

	@Bean
	@Order(25)
	BackendCheck videoBackendCheck(VideoProperties properties, ObjectProvider<PublicUrl> publicUrl,
			@Value("${media.web.public-url:}") String configured, Platform platform) {
		return new BackendCheck(properties,
				publicUrl.getIfAvailable(() -> PublicUrl.withoutServer(configured, platform)));
	}

}
