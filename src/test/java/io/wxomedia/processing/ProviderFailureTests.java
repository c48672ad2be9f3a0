package io.wxomedia.processing;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.OpenAiStub.Error;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what becomes of a single image when the provider fails.
 */
class ProviderFailureTests extends UsualSettings {

	private static final Error BUSY = new Error(429, "rate_limit_exceeded", "rate_limit_error", "Slow down, please.");

	@ParameterizedTest
	@MethodSource
	void refusalIsReportedInTheProvidersWordsAfterOneCall(Error error, String hint) {
		provider.willFail(error);
		JsonNode callback = process(ServiceClient.SINGLE_B64);
		assertFailed(callback, 1);
		assertThat(text(callback, "error")).contains(error.message()).contains(hint).contains("req_stub_1");
	}

	static Stream<Arguments> refusalIsReportedInTheProvidersWordsAfterOneCall() {
		return Stream.of(Arguments.of(Error.MODERATION, "Change the prompt or the image"),
				Arguments.of(Error.INSUFFICIENT_QUOTA, "OPENAI_BILLING_LIMIT_CODES"),
				Arguments.of(Error.UNSUPPORTED_MIMETYPE, "unsupported_file_mimetype"),
				Arguments.of(Error.INVALID_IMAGE, "invalid_image_file"),
				Arguments.of(Error.NOT_VERIFIED, "Verify the organization"),
				Arguments.of(Error.MODEL_NOT_FOUND, "Check OPENAI_IMAGE_MODEL (gpt-image-2)"));
	}

	@Test
	void wrongKeyIsReportedWithoutTheKey() {
		provider.willFail(new Error(401, "invalid_api_key", "invalid_request_error",
				"Incorrect API key provided: " + OpenAiStub.API_KEY + "."));
		JsonNode callback = process(ServiceClient.SINGLE_B64);
		assertFailed(callback, 1);
		assertThat(text(callback, "error")).contains("Incorrect API key provided: ***")
			.contains("Check OPENAI_API_KEY")
			.doesNotContain(OpenAiStub.API_KEY);
	}

	@ParameterizedTest
	@Tag("slow")
	@MethodSource
	void persistentFailureEndsAfterThreeCalls(Error error) {
		provider.willFail(error);
		long start = System.nanoTime();
		JsonNode callback = process(ServiceClient.SINGLE_B64);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
		assertFailed(callback, 3);
		assertThat(text(callback, "error")).contains(error.message()).contains("3 attempts");
		assertThat(pause(0)).isBetween(Duration.ofMillis(800), Duration.ofSeconds(10));
		assertThat(pause(1)).isBetween(Duration.ofMillis(3200), Duration.ofSeconds(20));
	}

	static Stream<Error> persistentFailureEndsAfterThreeCalls() {
		return Stream.of(Error.SERVER_ERROR, BUSY, new Error(408, null, "timeout", "Request timed out."));
	}

	@Test
	void rateLimitIsWaitedForAsTheProviderSays() {
		provider.willInTurn(OpenAiStub.failure(Error.RATE_LIMIT).withHeader("Retry-After", "3"),
				OpenAiStub.success(TestImages.png()));
		String id = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		assertThat(text(receiver.take(id, PATIENCE).json(), "status")).isEqualTo("completed");
		assertThat(provider.edits()).hasSize(2);
		assertThat(pause(0)).isBetween(Duration.ofMillis(2900), Duration.ofSeconds(20));
	}

	@Test
	@Tag("slow")
	void timeoutIsFollowedByOneMoreCall() {
		provider.willReturn(TestImages.png(), Duration.ofSeconds(10));
		JsonNode callback = process(ServiceClient.SINGLE_B64);
		assertFailed(callback, 2);
		assertThat(text(callback, "error")).contains("OPENAI_TIMEOUT_SECONDS").contains("may have been paid for");
	}

	@Test
	void lostAnswerIsFollowedByOneMoreCallThatMayGoWell() {
		provider.willInTurn(WireMock.aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
				OpenAiStub.success(TestImages.png()));
		JsonNode callback = process(ServiceClient.SINGLE_B64);
		assertThat(text(callback, "status")).isEqualTo("completed");
		assertThat(provider.edits()).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(ints = { 502, 504, 522 })
	void gatewaysErrorIsFollowedByOneMoreCallWhoseCostNobodyKnows(int status) {
		provider.will(WireMock.aResponse().withStatus(status).withBody("<html><title>Bad gateway</title></html>"));
		JsonNode callback = process(ServiceClient.SINGLE_B64);
		assertFailed(callback, 2);
		assertThat(text(callback, "error")).contains("Bad gateway").contains("may have been paid for");
		assertThat(this.service.job(text(callback, "job_id")).path("cost_usd").isNull()).isTrue();
	}

	@Test
	void lostAnswerAndRateLimitAreWaitedFor() {
		provider.willInTurn(WireMock.aResponse().withStatus(504),
				OpenAiStub.failure(Error.RATE_LIMIT).withHeader("Retry-After", "2"),
				OpenAiStub.success(TestImages.png()));
		JsonNode callback = process(ServiceClient.SINGLE_B64);
		assertThat(text(callback, "status")).isEqualTo("completed");
		assertThat(provider.edits()).hasSize(3);
	}

	@Test
	void billingLimitInASuccessLeadsToTheFallback() {
		provider
			.will(WireMock.okJson("{\"error\":{\"code\":\"billing_hard_limit_reached\",\"message\":\"No more.\"}}"));
		JsonNode callback = process(ServiceClient.SINGLE_B64);
		assertThat(text(callback, "status")).isEqualTo("completed");
		assertThat(callback.path("fallback_local").asInt()).isOne();
		assertThat(provider.edits()).hasSize(1);
	}

	@ParameterizedTest
	@MethodSource
	void brokenConnectionIsFollowedByOneMoreCall(Fault fault) {
		provider.willBreak(fault);
		JsonNode callback = process(ServiceClient.SINGLE_B64);
		assertFailed(callback, 2);
		assertThat(text(callback, "error")).contains("OpenAI's answer was lost");
	}

	static Stream<Fault> brokenConnectionIsFollowedByOneMoreCall() {
		return Stream.of(Fault.CONNECTION_RESET_BY_PEER, Fault.EMPTY_RESPONSE);
	}

	@ParameterizedTest
	@MethodSource
	void answerThatHoldsNoImageIsAnError(ResponseDefinitionBuilder answer, String error) {
		provider.will(answer);
		JsonNode callback = process(ServiceClient.SINGLE_B64);
		assertFailed(callback, 1);
		assertThat(text(callback, "error")).contains(error);
	}

	static Stream<Arguments> answerThatHoldsNoImageIsAnError() {
		String png = Base64.getEncoder().encodeToString(TestImages.cutOff(TestImages.png(), 20));
		return Stream.of(Arguments.of(WireMock.ok("<html>maintenance</html>"), "OpenAI's answer was not understood"),
				Arguments.of(WireMock.okJson("{}"), "OpenAI"),
				Arguments.of(WireMock.okJson("{\"created\":1,\"data\":[]}"), "OpenAI"),
				Arguments.of(OpenAiStub.success(""), "OpenAI"), Arguments.of(OpenAiStub.success("   "), "OpenAI"),
				Arguments.of(OpenAiStub.success("bm90IGFuIGltYWdl"), "OpenAI's result is no image"),
				Arguments.of(OpenAiStub.success(png), "OpenAI's result is no image"));
	}

	@Test
	void failureInStorageModeHasTheSameFields() {
		provider.willFail(Error.MODERATION);
		assertFailed(process(ServiceClient.SINGLE_COS), 1);
		assertThat(keys(OUTPUTS)).isEmpty();
	}

	private void assertFailed(JsonNode callback, int calls) {
		assertThat(callback.propertyNames()).containsExactlyInAnyOrder("status", "job_id", "filename", "error");
		assertThat(text(callback, "status")).isEqualTo("failed");
		assertThat(text(callback, "filename")).isEqualTo("photo.png");
		assertThat(provider.edits()).hasSize(calls);
		JsonNode job = this.service.job(text(callback, "job_id"));
		assertThat(text(job, "verdict")).isEqualTo("failed");
		assertThat(text(job, "error")).isEqualTo(text(callback, "error"));
		assertThat(job.path("attempts").asInt()).isEqualTo(calls);
	}

	/**
	 * Return the time between a call and the next one.
	 */
	private static Duration pause(int call) {
		List<LoggedRequest> edits = provider.edits();
		return Duration.between(edits.get(call).getLoggedDate().toInstant(),
				edits.get(call + 1).getLoggedDate().toInstant());
	}

}
