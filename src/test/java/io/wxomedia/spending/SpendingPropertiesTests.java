package io.wxomedia.spending;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SpendingProperties}.
 */
class SpendingPropertiesTests {

	private final ApplicationContextRunner context = new ApplicationContextRunner().withUserConfiguration(Bound.class);

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			media.spending.prices=gpt-image-2=5 | must be model=text/image/output
			media.spending.daily-budget-usd=0 | must be more than 0
			media.spending.daily-budget-usd=-1 | must be more than 0
			media.spending.daily-budget-usd=1.1234567 | must be an amount
			""")
	void wrongValueIsRefused(String setting, String message) {
		this.context.withPropertyValues(setting)
			.run((started) -> assertThat(started.getStartupFailure()).hasStackTraceContaining(message));
	}

	@Test
	void budgetWithoutPriceIsRefused() {
		this.context.withPropertyValues("media.spending.model=unknown", "media.spending.daily-budget-usd=20")
			.run((started) -> assertThat(started.getStartupFailure())
				.hasStackTraceContaining("add OPENAI_PRICES=unknown=text/image/output"));
		this.context
			.withPropertyValues("media.spending.model=unknown", "media.spending.daily-budget-usd=20",
					"media.spending.prices=unknown=1/2/3")
			.run((started) -> assertThat(started).hasNotFailed());
		this.context.withPropertyValues("media.spending.model=unknown")
			.run((started) -> assertThat(started).hasNotFailed());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(SpendingProperties.class)
	static class Bound {

	}

}
