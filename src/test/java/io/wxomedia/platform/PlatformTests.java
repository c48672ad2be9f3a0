package io.wxomedia.platform;

import java.net.URI;

import io.wxomedia.platform.Platform.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Platform}.
 */
class PlatformTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			                                                  | OWN_MACHINE
			CE_APP=                                           | OWN_MACHINE
			CE_APP=media                                      | CODE_ENGINE
			CE_APP=media KUBERNETES_SERVICE_HOST=10.0.0.1 K_SERVICE=media | CODE_ENGINE
			K_SERVICE=media                                   | CLOUD_RUN
			K_SERVICE=media KUBERNETES_SERVICE_HOST=10.0.0.1  | KUBERNETES
			CONTAINER_APP_NAME=media                          | CONTAINER_APPS
			CONTAINER_APP_NAME=media KUBERNETES_SERVICE_HOST=10.0.0.1 | CONTAINER_APPS
			KUBERNETES_SERVICE_HOST=10.0.0.1                  | KUBERNETES
			""")
	void kindIsToldByTheVariables(String variables, Kind kind) {
		Platform platform = platform((variables != null) ? variables.split(" ") : new String[0]);
		assertThat(platform.kind()).isEqualTo(kind);
		assertThat(platform.isCloud()).isEqualTo(kind != Kind.OWN_MACHINE);
	}

	@Test
	void addressIsMadeUpOfCodeEnginesVariables() {
		assertThat(platform("CE_APP=media", "CE_SUBDOMAIN=4svg40kna19", "CE_DOMAIN=eu-de.codeengine.appdomain.cloud")
			.address()).isEqualTo(URI.create("https://media.4svg40kna19.eu-de.codeengine.appdomain.cloud"));
	}

	@ParameterizedTest
	@CsvSource({ "CE_APP=media CE_SUBDOMAIN=4svg40kna19", "CE_APP=media CE_DOMAIN=example.com", "K_SERVICE=media" })
	void addressIsUnknownWhenAPartIsMissing(String variables) {
		assertThat(platform(variables.split(" ")).address()).isNull();
	}

	static Platform platform(String... variables) {
		MockEnvironment environment = new MockEnvironment();
		for (String variable : variables) {
			String[] parts = variable.split("=", 2);
			environment.setProperty(parts[0], parts[1]);
		}
		return new Platform(environment);
	}

}
