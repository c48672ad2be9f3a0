package io.wxomedia.provider;

import io.wxomedia.spending.ProviderModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProviderProperties}.
 */
class ProviderPropertiesTests {

	private final ApplicationContextRunner context = new ApplicationContextRunner().withUserConfiguration(Bound.class);

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			media.provider.images-per-minute=0 | must be greater than or equal to 1
			media.provider.outage-wait-seconds=-1 | must be greater than or equal to 0
			""")
	void wrongValueIsRefused(String setting, String message) {
		this.context.withPropertyValues(setting)
			.run((started) -> assertThat(started.getStartupFailure()).hasStackTraceContaining(message));
	}

	@Test
	void limitHoldsForTheProvidersOfImages() {
		this.context.withPropertyValues("media.provider.images-per-minute=5").run((started) -> {
			ProviderProperties properties = started.getBean(ProviderProperties.class);
			assertThat(properties.perMinute(new ProviderModel("openai", "any"))).isEqualTo(5);
			assertThat(properties.perMinute(new ProviderModel("built-in", "built-in"))).isEqualTo(5);
			assertThat(properties.perMinute(new ProviderModel("another", "any"))).isNull();
		});
	}

	@ParameterizedTest
	@CsvSource({ "once,1", "never,0" })
	void callsAfterALostAnswerFollowTheSetting(String setting, int calls) {
		this.context.withPropertyValues("media.provider.call-after-crash=" + setting)
			.run((started) -> assertThat(started.getBean(ProviderProperties.class).callsAfterLostAnswer())
				.isEqualTo(calls));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(ProviderProperties.class)
	static class Bound {

	}

}
