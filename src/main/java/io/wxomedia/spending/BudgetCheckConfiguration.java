package io.wxomedia.spending;

import java.util.List;
import java.util.stream.Stream;

import io.wxomedia.preflight.ProvidesChecks;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.util.StringUtils;

/**
 * Configuration for telling what images and videos cost.
 */
@Configuration(proxyBeanMethods = false)
@ProvidesChecks
@EnableConfigurationProperties(SpendingProperties.class)
class BudgetCheckConfiguration {

	@Bean
	@Order(25)
	BudgetCheck budgetCheck(SpendingProperties properties, Environment environment) {
		boolean builtIn = environment.acceptsProfiles(Profiles.of("demo"))
				&& !StringUtils.hasText(environment.getProperty("media.openai.api-key"));
		return new BudgetCheck(properties, builtIn ? null : properties.configured());
	}

	@Bean
	@Order(25)
	VideoPriceCheck videoPriceCheck(SpendingProperties properties, Environment environment) {
		boolean paid = StringUtils.hasText(environment.getProperty("media.fal.key"));
		return new VideoPriceCheck(properties,
				paid ? Stream.of("media.fal.video-model", "media.fal.text-model")
					.map(environment::getProperty)
					.filter(StringUtils::hasText)
					.map((model) -> new ProviderModel(ProviderModel.FAL, String.valueOf(model).strip()))
					.distinct()
					.toList() : List.of());
	}

}
