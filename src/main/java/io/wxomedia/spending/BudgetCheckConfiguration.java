package io.wxomedia.spending;

import io.wxomedia.preflight.ProvidesChecks;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.util.StringUtils;

/**
 * Configuration for telling what images cost.
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

}
