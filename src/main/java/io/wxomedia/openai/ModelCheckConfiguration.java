package io.wxomedia.openai;

import java.time.Clock;

import io.wxomedia.preflight.ProvidesChecks;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * Configuration for checking the key and the model, where there is no built-in editor.
 */
@Configuration(proxyBeanMethods = false)
@ProvidesChecks
@Conditional(OpenAiConfiguration.OutsideTheDemoOrWithKey.class)
@EnableConfigurationProperties(OpenAiProperties.class)
class ModelCheckConfiguration {

	@Bean
	@Order(20)
	ModelCheck modelCheck(OpenAiProperties properties, Clock clock) {
		return new ModelCheck(properties, clock);
	}

}
