package io.wxomedia.fal;

import java.net.URI;
import java.time.Clock;

import io.micrometer.core.instrument.MeterRegistry;
import io.wxomedia.generation.RemoteWebhooks;
import io.wxomedia.web.PublicUrl;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Configuration for videos by fal, unless the demo's built-in maker takes its place.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(FalConfiguration.OutsideTheDemoOrWithKey.class)
@EnableConfigurationProperties(FalProperties.class)
class FalConfiguration {

	@Bean
	FalClient falClient(FalProperties properties) {
		return new FalClient(properties);
	}

	@Bean
	WebhookAddress falWebhookAddress(PublicUrl publicUrl, FalProperties properties) {
		return new WebhookAddress(publicUrl, properties);
	}

	@Bean
	FalVideoMaker falVideoMaker(FalProperties properties, FalClient client, WebhookAddress webhook, JsonMapper json,
			Clock clock) {
		return new FalVideoMaker(properties, client, new FalOrders(properties, webhook, json), json, clock);
	}

	@Bean
	FalWebhooks falWebhooks(FalProperties properties, FalClient client, WebhookAddress webhook, RemoteWebhooks webhooks,
			MeterRegistry registry, JsonMapper json, Clock clock) {
		FalKeys keys = new FalKeys(URI.create(properties.jwksUrl()), client, json, clock);
		return new FalWebhooks(properties, new FalSignatures(keys, clock), webhook, webhooks, json,
				new FalWebhookMetrics(registry));
	}

	/**
	 * Leaves the place to the demo when there is no key. Without the demo a missing key
	 * is the maker's to report.
	 */
	static class OutsideTheDemoOrWithKey implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			Environment environment = context.getEnvironment();
			return !environment.acceptsProfiles(Profiles.of("demo"))
					|| StringUtils.hasText(environment.getProperty("media.fal.key"));
		}

	}

}
