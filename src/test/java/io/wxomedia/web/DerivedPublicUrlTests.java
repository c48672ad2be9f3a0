package io.wxomedia.web;

import java.net.URI;

import io.wxomedia.platform.Platform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.env.MockEnvironment;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DerivedPublicUrl}.
 */
class DerivedPublicUrlTests {

	private final MockEnvironment environment = new MockEnvironment();

	@AfterEach
	void endRequest() {
		RequestContextHolder.resetRequestAttributes();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://media.example.com", "https://media.example.com/", "https://media.example.com//" })
	void configuredAddressComesFirst(String configured) {
		runOnCodeEngine();
		request();
		assertThat(url(configured)).hasToString("https://media.example.com");
	}

	@Test
	void platformComesBeforeTheRequest() {
		runOnCodeEngine();
		request();
		assertThat(url("")).hasToString("https://media.sub.eu-de.codeengine.appdomain.cloud");
	}

	@Test
	void requestComesBeforeThisMachine() {
		request();
		assertThat(url("")).hasToString("http://inside:8080");
	}

	@Test
	void thisMachineIsTheLastResort() {
		assertThat(url("")).hasToString("http://localhost:8000");
	}

	private URI url(String configured) {
		return new DerivedPublicUrl(configured, new Platform(this.environment), 8000).get();
	}

	private void runOnCodeEngine() {
		this.environment.withProperty("CE_APP", "media")
			.withProperty("CE_SUBDOMAIN", "sub")
			.withProperty("CE_DOMAIN", "eu-de.codeengine.appdomain.cloud");
	}

	private static void request() {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/health");
		request.setServerName("inside");
		request.setServerPort(8080);
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
	}

}
