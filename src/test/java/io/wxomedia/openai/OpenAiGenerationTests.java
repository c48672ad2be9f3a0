package io.wxomedia.openai;

import java.io.ByteArrayInputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import io.wxomedia.generation.GeneratedImage;
import io.wxomedia.generation.ImageOrder;
import io.wxomedia.generation.Moderator;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.CallFailure.Kind;
import io.wxomedia.provider.EditRequest;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link OpenAiImageGenerator} and {@link OpenAiModerator}.
 */
class OpenAiGenerationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final ImageOrder ORDER = new ImageOrder("A lighthouse at dawn", "vivid", "hd", "1024x1792");

	private static final JsonMapper JSON = new JsonMapper();

	private final WireMockServer provider = new WireMockServer(
			WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));

	private final AtomicInteger sent = new AtomicInteger();

	private OpenAiExchanges exchanges = exchanges("gpt-image-2", OpenAiStub.API_KEY);

	private OpenAiProperties properties(String model, String key) {
		if (!this.provider.isRunning()) {
			this.provider.start();
		}
		return new OpenAiProperties(key, this.provider.baseUrl() + "/v1", model, "medium", "png", 60, Set.of(), 0);
	}

	private OpenAiExchanges exchanges(String model, String key) {
		return new OpenAiExchanges(properties(model, key), Clock.systemUTC());
	}

	private OpenAiImageGenerator generator(String model) {
		return new OpenAiImageGenerator(properties(model, OpenAiStub.API_KEY), this.exchanges, JSON);
	}

	private OpenAiModerator moderator() {
		return new OpenAiModerator(properties("gpt-image-2", OpenAiStub.API_KEY), this.exchanges,
				"omni-moderation-latest", JSON);
	}

	@AfterEach
	void close() {
		this.exchanges.close();
		this.provider.stop();
	}

	@Test
	void aPictureIsAskedForInTheModelsWords() throws Exception {
		answer(200, picture());
		GeneratedImage made = generator("gpt-image-2").generate(ORDER, PATIENCE, this.sent::incrementAndGet);
		assertThat(made.bytes()).isEqualTo(TestImages.png());
		assertThat(made.receipt().requestId()).isEqualTo("req-1");
		assertThat(made.receipt().inputTokens()).isEqualTo(12);
		assertThat(made.receipt().inputImageTokens()).isZero();
		assertThat(made.receipt().outputTokens()).isEqualTo(4000);
		assertThat(this.sent).hasValue(1);
		JsonNode asked = asked();
		assertThat(asked.path("model").asString()).isEqualTo("gpt-image-2");
		assertThat(asked.path("prompt").asString()).startsWith("A lighthouse at dawn").contains("vivid");
		assertThat(asked.path("size").asString()).isEqualTo("1024x1792");
		assertThat(asked.path("quality").asString()).isEqualTo("high");
		assertThat(asked.has("style")).isFalse();
		assertThat(this.provider.getAllServeEvents().get(0).getRequest().getHeader("Authorization"))
			.isEqualTo("Bearer " + OpenAiStub.API_KEY);
	}

	@ParameterizedTest
	@CsvSource({ "gpt-image-2, standard, 1792x1024, medium, 1792x1024", "gpt-image-1.5, hd, 1792x1024, high, 1536x1024",
			"gpt-image-1-mini, hd, 1024x1792, high, 1024x1536", "chatgpt-image-latest, hd, 1024x1024, high, 1024x1024",
			"gpt-image-2.6-flare, hd, 1024x1792, high, 1024x1792" })
	void whatIsBoughtIsWhatTheModelTakes(String model, String quality, String size, String bought, String made)
			throws Exception {
		answer(200, picture());
		ImageOrder order = new ImageOrder("A lighthouse", "natural", quality, size);
		generator(model).generate(order, PATIENCE, this.sent::incrementAndGet);
		assertThat(asked().path("size").asString()).isEqualTo(made);
		assertThat(asked().path("quality").asString()).isEqualTo(bought);
		assertThat(generator(model).purchase(order).what().size()).isEqualTo(made);
		assertThat(generator(model).purchase(order).what().quality()).isEqualTo(bought);
	}

	@ParameterizedTest
	@CsvSource({ "400, moderation_blocked, FINAL", "400, billing_hard_limit_reached, BILLING_LIMIT",
			"429, rate_limit_exceeded, RETRYABLE", "500, server_error, RETRYABLE" })
	void refusalsAreThoseOfEdits(int status, String code, Kind kind) {
		answer(status, "{\"error\":{\"code\":\"" + code + "\",\"message\":\"No, " + OpenAiStub.API_KEY + "\"}}");
		CallFailure failure = failure();
		assertThat(failure.kind()).isEqualTo(kind);
		assertThat(failure.getMessage()).contains("No").doesNotContain(OpenAiStub.API_KEY);
	}

	@Test
	void anAnswerThatIsLostMayHaveBeenPaidFor() {
		this.provider.stubFor(WireMock.post("/v1/images/generations")
			.willReturn(WireMock.aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
		CallFailure failure = failure();
		assertThat(failure.kind()).isEqualTo(Kind.ANSWER_LOST);
		assertThat(failure).hasMessageContaining("The picture may have been made and billed");
		assertThat(this.sent).hasValue(1);
	}

	@Test
	void whatCannotBeNotedAsSentIsNotSent() {
		answer(200, picture());
		assertThatIllegalStateException().isThrownBy(() -> generator("gpt-image-2").generate(ORDER, PATIENCE, () -> {
			throw new IllegalStateException("taken over");
		})).withMessage("taken over");
		assertThat(this.provider.getAllServeEvents()).allMatch((event) -> event.getRequest().getBody().length == 0);
	}

	@Test
	void withoutAKeyTheSettingIsNamed() {
		this.exchanges.close();
		this.exchanges = exchanges("gpt-image-2", "");
		assertThat(failure()).hasMessage("Missing env var: OPENAI_API_KEY");
	}

	@Test
	void textsAreJudgedTogetherAndPicturesOneByOne() throws Exception {
		answerModeration(200, "{\"results\":[{\"flagged\":false,\"categories\":{\"violence\":false}},"
				+ "{\"flagged\":true,\"categories\":{\"violence\":true,\"self-harm\":false}}]}");
		Moderator.Judgement judgement = moderator().judge(List.of("one", "two"), List.of());
		assertThat(judgement).isEqualTo(new Moderator.Judgement(true, List.of("violence")));
		assertThat(asked().path("model").asString()).isEqualTo("omni-moderation-latest");
		assertThat(asked().path("input")).hasSize(2);
		answerModeration(200, "{\"results\":[{\"flagged\":false,\"categories\":{}}]}");
		EditRequest.Picture picture = new EditRequest.Picture(() -> new ByteArrayInputStream(TestImages.png()),
				"image/png", "image.png");
		assertThat(moderator().judge(List.of(), List.of(picture)).flagged()).isFalse();
		assertThat(asked().path("input").path(0).path("image_url").path("url").asString())
			.isEqualTo("data:image/png;base64," + Base64.getEncoder().encodeToString(TestImages.png()));
	}

	@ParameterizedTest
	@CsvSource({ "200, {}, RETRYABLE", "200, nonsense, RETRYABLE", "200, '{\"results\":[]}', RETRYABLE",
			"200, '{\"results\":[{\"flagged\":\"no\"}]}', RETRYABLE", "500, {}, RETRYABLE", "502, {}, RETRYABLE",
			"429, {}, RETRYABLE", "401, {}, FINAL" })
	void whatIsNoJudgementIsNoneAtAll(int status, String body, Kind kind) {
		answerModeration(status, body);
		CallFailure failure = catchThrowableOfType(CallFailure.class,
				() -> moderator().judge(List.of("one"), List.of()));
		assertThat(failure.kind()).isEqualTo(kind);
	}

	private CallFailure failure() {
		return catchThrowableOfType(CallFailure.class,
				() -> generator("gpt-image-2").generate(ORDER, PATIENCE, this.sent::incrementAndGet));
	}

	private void answer(int status, String body) {
		this.provider.stubFor(WireMock.post("/v1/images/generations")
			.willReturn(WireMock.jsonResponse(body, status).withHeader("x-request-id", "req-1")));
	}

	private void answerModeration(int status, String body) {
		this.provider.stubFor(WireMock.post("/v1/moderations").willReturn(WireMock.jsonResponse(body, status)));
	}

	private JsonNode asked() {
		return JSON.readTree(this.provider.getAllServeEvents().get(0).getRequest().getBody());
	}

	private static String picture() {
		return "{\"data\":[{\"b64_json\":\"" + Base64.getEncoder().encodeToString(TestImages.png())
				+ "\"}],\"usage\":{\"input_tokens\":12,\"input_tokens_details\":{\"text_tokens\":12,\"image_tokens\":0},"
				+ "\"output_tokens\":4000}}";
	}

}
