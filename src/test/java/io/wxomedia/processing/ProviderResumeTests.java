package io.wxomedia.processing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a pause of an hour, which an administrator lifts.
 */
@TestPropertySource(properties = { "COS_INPUT_BUCKET=inputs", "COS_OUTPUT_BUCKET=outputs" })
class ProviderResumeTests extends ProcessingService {

	@Test
	void everyoneWhoWaitsIsToldWhyAndGoesOnAfterAResume() {
		JsonNode open = provider();
		assertThat(text(open, "provider")).isEqualTo("openai");
		assertThat(text(open, "model")).isEqualTo("gpt-image-2");
		assertThat(text(open, "state")).isEqualTo("open");
		assertThat(open.path("until").isNull()).isTrue();
		assertThat(open.path("reason").isNull()).isTrue();
		assertThat(open.path("waiting").asInt(-1)).isZero();
		provider.willFail(new OpenAiStub.Error(429, "rate_limit_exceeded", null, "Too many requests"), "3600");
		String refused = submit();
		Eventually.within(PATIENCE, () -> assertThat(text(provider(), "state")).isEqualTo("paused"));
		String late = submit();
		for (String job : List.of(refused, late)) {
			Eventually.within(PATIENCE, () -> {
				JsonNode view = this.service.job(job);
				assertThat(text(view, "state")).isEqualTo("queued");
				assertThat(text(view, "phase")).isEqualTo("waiting_for_provider");
				assertThat(view.path("estimated_wait_seconds").asInt()).isBetween(3000, 3600);
			});
		}
		put(INPUTS, "a.png", TestImages.png());
		String batch = this.service.accepted(ServiceClient.BATCH, receiver.url(),
				ServiceClient.batch("make it black and white"));
		JsonNode paused = provider();
		assertThat(Instant.parse(text(paused, "until"))).isAfter(Instant.now().plus(Duration.ofMinutes(50)));
		assertThat(text(paused, "reason")).contains("429");
		assertThat(paused.path("waiting").asInt()).isGreaterThanOrEqualTo(2);
		JsonNode finding = preflight();
		assertThat(text(finding, "level")).isEqualTo("warning");
		assertThat(text(finding, "message")).contains("openai (gpt-image-2)", text(paused, "until"));
		assertThat(text(finding, "mend")).contains("/provider/resume");
		provider.willReturn(TestImages.png());
		ServiceClient.Answer resumed = this.service.post("/provider/resume", "{\"provider\":\"openai\"}");
		assertThat(resumed.status()).isEqualTo(200);
		assertThat(text(resumed.json().path("providers").path(0), "state")).isEqualTo("open");
		for (String job : List.of(refused, late, batch)) {
			assertThat(text(receiver.take(job, PATIENCE).json(), "status")).isEqualTo("completed");
		}
		assertThat(provider().path("waiting").asInt(-1)).isZero();
	}

	@Test
	void resumeOfWhatIsNotCalledSaysSo() {
		ServiceClient.Answer answer = this.service.post("/provider/resume", "{\"provider\":\"another\"}");
		assertThat(answer.status()).isEqualTo(404);
		assertThat(answer.code()).isEqualTo("not_found");
		assertThat(answer.detail()).contains("GET /provider");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"mo | 400 | invalid_json
			[] | 400 | invalid_json
			{"provider":5} | 422 | invalid_parameter
			{"model":" "} | 422 | invalid_parameter
			""")
	void resumeReadsItsBodyLikeTheOthers(String body, int status, String code) {
		ServiceClient.Answer answer = this.service.post("/provider/resume", body);
		assertThat(answer.status()).isEqualTo(status);
		assertThat(answer.code()).isEqualTo(code);
	}

	private String submit() {
		return this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
	}

	private JsonNode provider() {
		return this.service.get("/provider").json().path("providers").path(0);
	}

	private JsonNode preflight() {
		JsonNode checks = this.service.get("/preflight").json().path("checks");
		for (JsonNode finding : checks) {
			if (text(finding, "check").equals("provider")) {
				return finding;
			}
		}
		throw new AssertionError("No line of the provider in " + checks);
	}

}
