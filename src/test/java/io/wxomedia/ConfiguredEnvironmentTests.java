package io.wxomedia;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ConfiguredEnvironment}.
 */
class ConfiguredEnvironmentTests {

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\t", " \r\n" })
	void blankVariableIsUnset(String blank) {
		StandardEnvironment environment = prepared(Map.of("WORKSHOP_TOKEN", blank, "DATA_DIR", blank, "LOG_FORMAT",
				blank, "DEMO", blank, "MAX_CONCURRENT_JOBS", blank));
		assertThat(environment.containsProperty("WORKSHOP_TOKEN")).isFalse();
		assertThat(environment.resolvePlaceholders("${MAX_CONCURRENT_JOBS:10}")).isEqualTo("10");
		assertThat(environment.getProperty("DATA_DIR")).startsWith("/").endsWith("/data");
		assertThat(environment.containsProperty("logging.structured.format.console")).isFalse();
		assertThat(environment.getActiveProfiles()).doesNotContain("demo");
	}

	@Test
	void variableIsTrimmed() {
		StandardEnvironment environment = prepared(Map.of("WORKSHOP_TOKEN", " t \r\n", "MAX_CONCURRENT_JOBS", "7 "));
		assertThat(environment.getProperty("WORKSHOP_TOKEN")).isEqualTo("t");
		assertThat(environment.getProperty("MAX_CONCURRENT_JOBS", Integer.class)).isEqualTo(7);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ecs", "ECS", " ecs " })
	void logFormatEcsIsStructured(String format) {
		assertThat(prepared(Map.of("LOG_FORMAT", format)).getProperty("logging.structured.format.console"))
			.isEqualTo("ecs");
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "TRUE", "1", "yes", "on" })
	void demoIsAProfile(String demo) {
		assertThat(prepared(Map.of("DEMO", demo)).getActiveProfiles()).contains("demo");
	}

	@Test
	void unknownWordNamesItsVariable() {
		assertThatExceptionOfType(InvalidSetting.class).isThrownBy(() -> prepared(Map.of("LOG_FORMAT", "xml")))
			.withMessage("LOG_FORMAT=xml: must be plain or ecs");
		assertThatExceptionOfType(InvalidSetting.class).isThrownBy(() -> prepared(Map.of("DEMO", "maybe")))
			.withMessage("DEMO=maybe: must be true or false");
		assertThatExceptionOfType(InvalidSetting.class).isThrownBy(() -> prepared(Map.of("JIT", "on")))
			.withMessage("JIT=on: must be light or full");
	}

	@Test
	void valueInQuotesNamesItsVariableAndShowsNothing() {
		assertThat(ServiceVariables.names()).allSatisfy((name) -> {
			for (String quoted : new String[] { "\"hidden\"", "'hidden'", "\"\"", "''", " \"hidden\" \n" }) {
				assertThatExceptionOfType(InvalidSetting.class).isThrownBy(() -> prepared(Map.of(name, quoted)))
					.withMessageMatching(
							name + " must not be in quotes: remove the [\"'] at both ends of its value\\. .*")
					.withMessageNotContaining("hidden");
			}
		});
	}

	@Test
	void quotesOfOtherVariablesAndInsideAValueStay() {
		assertThat(prepared(Map.of("PS1", "\"> \"", "WORKSHOP_TOKEN", "it's \"me")).getProperty("WORKSHOP_TOKEN"))
			.isEqualTo("it's \"me");
	}

	@ParameterizedTest
	@ValueSource(strings = { "web", "worker", "WEB" })
	void roleOfAnInstanceAmongOthersNeedsASharedDatabase(String role) {
		assertThatExceptionOfType(InvalidSetting.class).isThrownBy(() -> prepared(Map.of("ROLE", role)))
			.withMessageStartingWith("ROLE=" + role + ": needs a database that several instances share");
		assertThatExceptionOfType(InvalidSetting.class)
			.isThrownBy(() -> prepared(Map.of("ROLE", role, "SPRING_DATASOURCE_URL", "jdbc:h2:mem:x")));
		prepared(Map.of("ROLE", role, "SPRING_DATASOURCE_URL", "jdbc:postgresql://db/media"));
		prepared(Map.of("ROLE", "all"));
	}

	private static StandardEnvironment prepared(Map<String, Object> variables) {
		StandardEnvironment environment = new StandardEnvironment() {

			@Override
			public Map<String, Object> getSystemEnvironment() {
				return variables;
			}

		};
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
		new ConfiguredEnvironment().postProcessEnvironment(environment, new SpringApplication());
		return environment;
	}

}
