package io.wxomedia.fal;

import java.net.URI;
import java.time.Clock;

import io.wxomedia.platform.Platform;
import io.wxomedia.preflight.ProvidesChecks;
import io.wxomedia.web.PublicUrl;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.util.StringUtils;

/**
 * Configuration for checking fal, where there is no built-in maker of videos.
 */
@Configuration(proxyBeanMethods = false)
@ProvidesChecks
@Conditional(FalConfiguration.OutsideTheDemoOrWithKey.class)
@EnableConfigurationProperties(FalProperties.class)
class FalCheckConfiguration {

	private static final String FALS_QUEUE = "https://queue.fal.run";

	private static final String FALS_API = "https://api.fal.ai/v1";

	@Bean
	@Order(24)
	FalCheck falCheck(FalProperties properties, ObjectProvider<PublicUrl> publicUrl, Environment environment,
			Platform platform, Clock clock) {
		String configured = environment.getProperty("media.web.public-url", "");
		PublicUrl address = publicUrl.getIfAvailable(() -> PublicUrl.withoutServer(configured, platform));
		return new FalCheck(properties, prices(properties, environment.getProperty("media.fal.api-url", "")),
				judge(environment), new WebhookAddress(address, properties), new JsonMapper(), clock);
	}

	/**
	 * A key for another queue than fal's own is nothing to send to fal.
	 */
	private static @Nullable URI prices(FalProperties properties, String configured) {
		String api = StringUtils.hasText(configured) ? configured.strip().replaceAll("/+$", "") : FALS_API;
		boolean asks = properties.queueUrl().equals(FALS_QUEUE) || !api.equals(FALS_API);
		return asks ? URI.create(api + "/models/pricing") : null;
	}

	private static @Nullable String judge(Environment environment) {
		if (StringUtils.hasText(environment.getProperty("media.openai.api-key"))) {
			return "OpenAI, for free,";
		}
		return environment.acceptsProfiles(Profiles.of("demo")) ? "the demo's built-in judge" : null;
	}

}
