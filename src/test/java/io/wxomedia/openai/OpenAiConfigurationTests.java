package io.wxomedia.openai;

import java.time.Clock;

import io.wxomedia.provider.ImageEditor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenAiConfiguration} and {@link OpenAiProperties}.
 */
class OpenAiConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(OpenAiConfiguration.class)
		.withBean(JsonMapper.class, JsonMapper::new)
		.withBean(Clock.class, Clock::systemUTC);

	@Test
	void withoutKeyStartsAndNamesWhatIsMissing() {
		this.runner.withPropertyValues("media.openai.api-key=")
			.run((context) -> assertThat(context.getBean(ImageEditor.class).missingSettings())
				.containsExactly("OPENAI_API_KEY"));
	}

	@Test
	void inDemoWithoutKeyLeavesThePlaceToTheDemo() {
		this.runner.withPropertyValues("spring.profiles.active=demo", "media.openai.api-key= ")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ImageEditor.class));
	}

	@Test
	void inDemoWithKeyEditsWithOpenAi() {
		this.runner.withPropertyValues("spring.profiles.active=demo", "media.openai.api-key=sk-1")
			.run((context) -> assertThat(context).hasSingleBean(OpenAiImageEditor.class));
	}

	@Test
	void blankValuesBecomeDefaults() {
		this.runner
			.withPropertyValues("media.openai.api-key=", "media.openai.base-url= ", "media.openai.model=",
					"media.openai.quality=", "media.openai.output-format=", "media.openai.billing-limit-codes=")
			.run((context) -> {
				OpenAiProperties properties = context.getBean(OpenAiProperties.class);
				assertThat(properties.apiKey()).isNull();
				assertThat(properties.baseUrl()).isNull();
				assertThat(properties.model()).isEqualTo("gpt-image-2");
				assertThat(properties.quality()).isEqualTo("medium");
				assertThat(properties.outputFormat()).isEqualTo("png");
				assertThat(properties.timeout()).hasSeconds(300);
				assertThat(properties.billingLimitCodes()).containsExactlyInAnyOrder("billing_hard_limit_reached",
						"organization_spend_limit_exceeded", "project_spend_limit_exceeded",
						"organization_usage_limit_exceeded", "credit_balance_exhausted");
			});
	}

	@Test
	void valuesAreTrimmed() {
		this.runner
			.withPropertyValues("media.openai.api-key= sk-1 ", "media.openai.model= any ",
					"media.openai.billing-limit-codes= Insufficient_Quota , ,other")
			.run((context) -> {
				OpenAiProperties properties = context.getBean(OpenAiProperties.class);
				assertThat(properties.apiKey()).isEqualTo("sk-1");
				assertThat(properties.model()).isEqualTo("any");
				assertThat(properties.billingLimitCodes()).containsExactlyInAnyOrder("insufficient_quota", "other");
				assertThat(properties).asString().doesNotContain("sk-1");
			});
	}

	@ParameterizedTest
	@CsvSource({ "jpg,jpeg", "JPEG,jpeg", "' png ',png", "WebP,webp" })
	void outputFormatIsNormalized(String value, String expected) {
		this.runner.withPropertyValues("media.openai.output-format=" + value)
			.run((context) -> assertThat(context.getBean(OpenAiProperties.class).outputFormat()).isEqualTo(expected));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "output-format=gif", "base-url=ftp://example.com", "timeout-seconds=0", "timeout-seconds=ten" })
	void wrongValueStopsTheStart(String property) {
		this.runner.withPropertyValues("media.openai." + property).run((context) -> assertThat(context).hasFailed());
	}

}
