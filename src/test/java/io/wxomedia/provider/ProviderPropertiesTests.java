package io.wxomedia.provider;

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

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(ProviderProperties.class)
	static class Bound {

	}

}
