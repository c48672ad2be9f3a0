package io.wxomedia.acceptance;

import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

import com.github.tomakehurst.wiremock.client.WireMock;
import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.S3Server;
import io.wxomedia.testing.ServiceClient.Answer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for GET /preflight.
 */
class PreflightTests extends RunningService {

	@Test
	void reportTellsOfEverythingAndLeavesNothingBehind() {
		provider.server().stubFor(WireMock.get("/v1/models/gpt-image-2").willReturn(WireMock.okJson("""
				{"id": "gpt-image-2", "object": "model", "created": 1, "owned_by": "system"}""")));
		String url = receiver.url("/flow/resume?token=s3cret");
		Answer answer = ready("/preflight?callback_url=" + url.replace("?", "%3F"));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("Content-Type")).isEqualTo("application/json");
		assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
		JsonNode report = answer.json();
		assertThat(report.propertyNames()).containsExactly("ok", "checked_at", "duration_ms", "checks");
		assertThat(report.path("checked_at").asString()).endsWith("Z");
		assertThat(report.path("duration_ms").isIntegralNumber()).isTrue();
		assertThat(names(report)).containsExactly("openai", "fal", "budget", "budget", "provider", "input_bucket",
				"output_bucket", "database", "disk", "disk", "platform", "token", "public_url", "signature", "clock",
				"callback");
		for (JsonNode line : report.path("checks")) {
			assertThat(line.propertyNames()).containsExactly("check", "level", "message", "mend");
			assertThat(line.path("level").asString()).isIn("ok", "warning");
			assertThat(line.path("mend").isNull()).isEqualTo("ok".equals(line.path("level").asString()));
		}
		assertThat(message(report, "clock")).contains("agrees with");
		assertThat(message(report, "callback")).contains("/flow/resume?token=*** answers HEAD with HTTP 200");
		assertThat(receiver.received()).extracting(CallbackReceiver.Callback::method).containsOnly("HEAD");
		assertThat(provider.edits()).isEmpty();
		assertThat(store.client()
			.listObjectsV2((list) -> list.bucket("outputs").prefix("results/batch/.preflight"))
			.contents()).isEmpty();
		assertThat(answer.text()).doesNotContain("s3cret", OpenAiStub.API_KEY, S3Server.SECRET_ACCESS_KEY,
				S3Server.ACCESS_KEY_ID, "X-Amz");
	}

	@Test
	void problemIsToldInA200() {
		Answer answer = this.service.get("/preflight?callback_url=http://169.254.169.254/");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.json().path("ok").asBoolean(true)).isFalse();
		assertThat(message(answer.json(), "callback")).isEqualTo("A job with this callback address would be refused.");
	}

	@Test
	void documentTellsOfTheReport() {
		JsonNode document = this.service.get("/openapi.json").json();
		assertThat(document.at("/paths/~1preflight/get/operationId").asString()).isEqualTo("preflight");
		assertThat(document.at("/components/schemas/Report/properties").propertyNames()).contains("ok", "checked_at",
				"duration_ms", "checks");
		assertThat(document.at("/components/schemas/Finding/properties/level/enum").valueStream())
			.extracting(JsonNode::asString)
			.containsExactly("ok", "warning", "problem");
	}

	/**
	 * On a slow machine a check may not end in time before its classes are loaded.
	 */
	private Answer ready(String path) {
		return Eventually.value(Duration.ofMinutes(1), () -> {
			Answer answer = this.service.get(path);
			assertThat(answer.json().path("ok").asBoolean()).as(answer.text()).isTrue();
			return answer;
		});
	}

	private static List<String> names(JsonNode report) {
		return StreamSupport.stream(report.path("checks").spliterator(), false)
			.map((line) -> line.path("check").asString())
			.toList();
	}

	private static String message(JsonNode report, String check) {
		return StreamSupport.stream(report.path("checks").spliterator(), false)
			.filter((line) -> check.equals(line.path("check").asString()))
			.findFirst()
			.orElseThrow()
			.path("message")
			.asString();
	}

}
