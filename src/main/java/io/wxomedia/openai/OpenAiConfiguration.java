package io.wxomedia.openai;

import java.time.Clock;

import io.wxomedia.provider.EditModels;

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
 * Configuration for editing with OpenAI, unless the demo's built-in editor takes its
 * place.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(OpenAiConfiguration.OutsideTheDemoOrWithKey.class)
@EnableConfigurationProperties({ OpenAiProperties.class, ModelFieldsProperties.class })
class OpenAiConfiguration {

	@Bean
	OpenAiImageEditor openAiImageEditor(OpenAiProperties properties, Clock clock) {
		return new OpenAiImageEditor(properties, clock);
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
