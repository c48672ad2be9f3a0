package io.wxomedia.spending;

import java.util.ArrayList;
import java.util.List;

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
		List<ProviderModel> models = new ArrayList<>();
		if (StringUtils.hasText(environment.getProperty("media.fal.key"))) {
			for (String name : List.of("media.fal.video-model", "media.fal.text-model")) {
				String model = environment.getProperty(name, "").strip();
				if (!model.isEmpty()) {
					models.add(new ProviderModel(ProviderModel.FAL, model));
				}
			}
		}
		return new VideoPriceCheck(properties, models);
	}

}
