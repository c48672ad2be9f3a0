package io.wxomedia.openai;

import java.net.URL;
import java.util.List;
import java.util.Set;

import com.openai.core.ClientOptions;
import com.openai.core.http.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the tests of this package run against: the whole SDK, and after the jar
 * is packaged once more what the jar holds of it.
 */
class ReducedSdkTests {

	@EnabledIfSystemProperty(named = "reduced.sdk", matches = "true")
	@Test
	void secondRunHasNothingButWhatThePackagedJarHas() {
		URL kept = ClientOptions.class.getResource("ClientOptions.class");
		assertThat(kept).isNotNull();
		assertThat(kept.toString()).contains("/reduced-sdk/");
		assertThat(ReducedSdkTests.class.getResource("/com/openai/client/OpenAIClientImpl.class")).isNull();
	}

	/**
	 * Whether the SDK's services are made by its client or one by one must make no
	 * difference to OpenAI.
	 */
	@Test
	void callsCarryTheSdksOwnHeaders() {
		OpenAiProperties properties = new OpenAiProperties("sk-test", null, "", "", "", 300, Set.of(), 0);
		try (OpenAiConnection connection = OpenAiConnection.open(properties, List.of())) {
			Headers headers = connection.sdk().headers();
			String version = headers.values("X-Stainless-Package-Version").get(0);
			assertThat(version).matches("\\d+\\.\\d+\\.\\d+");
			assertThat(headers.values("User-Agent")).containsExactly("OpenAIClientImpl/Java " + version);
			assertThat(headers.values("X-Stainless-Lang")).containsExactly("java");
			assertThat(connection.sdk().maxRetries()).isZero();
			assertThat(connection.sdk().baseUrl()).isEqualTo("https://api.openai.com/v1");
		}
	}

}
