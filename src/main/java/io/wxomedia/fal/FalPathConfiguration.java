package io.wxomedia.fal;

import io.wxomedia.web.OpenPath;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration for the path of fal's webhook, which is there whoever makes videos.
 */
@Configuration(proxyBeanMethods = false)
class FalPathConfiguration {

	@Bean
	OpenPath falWebhookPath() {
		return new OpenPath("POST", WebhookAddress.PATH);
	}

}
