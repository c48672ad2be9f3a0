package io.wxomedia.web;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenPath}.
 */
class OpenPathTests {

	@ParameterizedTest
	@CsvSource({ "/health, /health", "/demo/objects/**, /demo/objects/bucket/key", "/demo/objects/**, /demo/objects/",
			"/inbox/*, /inbox/mine", "/inbox/*/images/*, /inbox/mine/images/1" })
	void matchesWhatThePatternNames(String pattern, String path) {
		assertThat(new OpenPath("GET", pattern).matches("GET", path)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "/health, /health/", "/health, /healthy", "/health, /", "/demo/objects/**, /demo/objects",
			"/demo/objects/**, /demo/objectsx/y", "/inbox/*, /inbox", "/inbox/*, /inbox/", "/inbox/*, /inbox/a/b",
			"/inbox/*, /jobs/a", "/inbox/*/images/*, /inbox/mine/images", "/inbox/*/images/*, /inbox/mine/other/1" })
	void matchesNothingElse(String pattern, String path) {
		assertThat(new OpenPath("GET", pattern).matches("GET", path)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "POST, POST, true", "POST, GET, false", ", DELETE, true" })
	void matchesItsMethodOrAll(String method, String requestMethod, boolean matches) {
		assertThat(new OpenPath(method, "/inbox/*").matches(requestMethod, "/inbox/a")).isEqualTo(matches);
	}

}
