package io.wxomedia.openai;

import java.time.Clock;

import io.wxomedia.provider.EditModels;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Value;
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
 * Configuration for editing, generation and moderation with OpenAI, unless the demo's
 * built-in parts take its place.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(OpenAiConfiguration.OutsideTheDemoOrWithKey.class)
@EnableConfigurationProperties({ OpenAiProperties.class, ModelFieldsProperties.class })
class OpenAiConfiguration {

	@Bean
	OpenAiExchanges openAiExchanges(OpenAiProperties properties, Clock clock) {
		return new OpenAiExchanges(properties, clock);
	}

	@Bean
	OpenAiImageEditor openAiImageEditor(OpenAiProperties properties, OpenAiExchanges exchanges) {
		return new OpenAiImageEditor(properties, exchanges);
	}

	@Bean
	OpenAiImageGenerator openAiImageGenerator(OpenAiProperties properties, OpenAiExchanges exchanges, JsonMapper json) {
		return new OpenAiImageGenerator(properties, exchanges, json);
	}

	@Bean
	OpenAiModerator openAiModerator(OpenAiProperties properties, OpenAiExchanges exchanges,
			@Value("${media.openai.moderation-model:omni-moderation-latest}") String model, JsonMapper json) {
		return new OpenAiModerator(properties, exchanges, model, json);
	}

	@Bean
	EditModels openAiModels(ModelFieldsProperties properties) {
		return ModelTable.with(properties.overrides());
	}

	@Bean
	WarmUp openAiWarmUp(OpenAiProperties properties, Clock clock) {
		return new WarmUp(properties, clock);
	}

	/**
	 * Leaves the place of the editor to the demo when there is no key. Without the demo a
	 * missing key is the editor's to report.
	 */
	static class OutsideTheDemoOrWithKey implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			Environment environment = context.getEnvironment();
			return !environment.acceptsProfiles(Profiles.of("demo"))
					|| StringUtils.hasText(environment.getProperty("media.openai.api-key"));
		}

	}

}
