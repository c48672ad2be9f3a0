package io.wxomedia.openai;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.http.Fault;
import io.wxomedia.preflight.Finding;
import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.Level;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.OpenAiStub.Error;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ModelCheck}.
 */
class ModelCheckTests {

	private static final String MODEL = "gpt-image-2";

	private static final String NO_DATE = "null";

	@SuppressWarnings("NullAway.Init")
	private static OpenAiStub provider;

	private final MovableClock clock = new MovableClock(Instant.parse("2026-11-21T12:00:00Z"));

	@BeforeAll
	static void start() {
		provider = OpenAiStub.start();
	}

	@AfterAll
	static void stop() {
		provider.close();
	}

	@BeforeEach
	void reset() {
		provider.reset();
	}

	@Test
	void modelThatIsThereIsAskedForOnceAndNothingIsBought() {
		answer(MODEL, model(MODEL, NO_DATE));
		assertThat(only(MODEL)).extracting(Finding::check, Finding::level, Finding::message, Finding::mend)
			.containsExactly("openai", Level.OK, "OpenAI takes the key and has the model gpt-image-2.", null);
		assertThat(provider.server().getAllServeEvents()).singleElement()
			.satisfies((event) -> assertThat(event.getRequest().header("Authorization").firstValue())
				.isEqualTo("Bearer " + OpenAiStub.API_KEY));
	}

	@Test
	void missingKeyIsNotTried() {
		Findings findings = new Findings("openai", this.clock);
		new ModelCheck(properties(null, MODEL), this.clock).run(findings);
		assertThat(findings.lines()).singleElement().satisfies((line) -> {
			assertThat(line.level()).isEqualTo(Level.PROBLEM);
			assertThat(line.message()).startsWith("OPENAI_API_KEY is not set");
		});
		assertThat(provider.server().getAllServeEvents()).isEmpty();
	}

	@Test
	void wrongKeyIsAProblemAndNotRepeatedEvenInPart() {
		answer(MODEL, OpenAiStub.failure(new Error(401, "invalid_api_key", "invalid_request_error",
				"Incorrect API key provided: sk-test-*******c2e7. You can find your API key at ...")));
		assertThat(only(MODEL)).satisfies((line) -> {
			assertThat(line.level()).isEqualTo(Level.PROBLEM);
			assertThat(line.message()).isEqualTo("OpenAI does not take the key (HTTP 401).");
			assertThat(line.mend()).isEqualTo("Check OPENAI_API_KEY.");
		});
	}

	@ParameterizedTest
	@CsvSource({ "401", "403" })
	void keyThatMayNotAskIsAWarning(int status) {
		answer(MODEL, OpenAiStub.failure(new Error(status, null, "invalid_request_error",
				"You have insufficient permissions for this operation. Missing scopes: api.model.read.")));
		assertThat(only(MODEL)).satisfies((line) -> {
			assertThat(line.level()).isEqualTo(Level.WARNING);
			assertThat(line.message()).contains("HTTP " + status + ": You have insufficient permissions",
					"whether it may edit images with gpt-image-2 is not known");
		});
	}

	@Test
	void modelThatIsNotThereIsAProblem() {
		answer(MODEL, OpenAiStub.failure(Error.MODEL_NOT_FOUND));
		assertThat(only(MODEL)).satisfies((line) -> {
			assertThat(line.level()).isEqualTo(Level.PROBLEM);
			assertThat(line.message()).isEqualTo("OpenAI has no model gpt-image-2 for this key (HTTP 404).");
			assertThat(line.mend()).contains("OPENAI_IMAGE_MODEL");
		});
	}

	@Test
	void otherServiceThatHasNoModelsIsAWarning() {
		answer(MODEL, WireMock.notFound().withBody("<h1>Not Found</h1>"));
		assertThat(only(MODEL)).satisfies((line) -> {
			assertThat(line.level()).isEqualTo(Level.WARNING);
			assertThat(line.message()).contains("OPENAI_BASE_URL", "is not known");
		});
	}

	@Test
	void tooManyRequestsIsAWarning() {
		answer(MODEL, OpenAiStub.failure(Error.RATE_LIMIT));
		assertThat(only(MODEL).level()).isEqualTo(Level.WARNING);
	}

	@Test
	void failureOfOpenAiIsAProblemInItsWords() {
		answer(MODEL, OpenAiStub.failure(new Error(500, "server_error", "server_error",
				"The server failed; the key was " + OpenAiStub.API_KEY)));
		assertThat(only(MODEL)).satisfies((line) -> {
			assertThat(line.level()).isEqualTo(Level.PROBLEM);
			assertThat(line.message()).contains("The server failed; the key was ***", "HTTP 500");
		});
		assertThat(provider.server().getAllServeEvents()).hasSize(1);
	}

	@Test
	void silenceIsAProblem() {
		answer(MODEL, WireMock.ok().withFixedDelay(30_000));
		assertThat(only(MODEL, Duration.ofMillis(300))).satisfies((line) -> {
			assertThat(line.level()).isEqualTo(Level.PROBLEM);
			assertThat(line.message()).isEqualTo("OpenAI was not reached (no answer within 0 s).");
		});
	}

	@ParameterizedTest
	@EnumSource(names = { "EMPTY_RESPONSE", "CONNECTION_RESET_BY_PEER" })
	void brokenConnectionIsAProblem(Fault fault) {
		answer(MODEL, WireMock.aResponse().withFault(fault));
		assertThat(only(MODEL).message()).startsWith("OpenAI was not reached (");
	}

	@Test
	void answerThatIsNoModelStillMeansThatTheModelIsThere() {
		answer(MODEL, WireMock.okJson("[]"));
		assertThat(only(MODEL).level()).isEqualTo(Level.OK);
	}

	@Test
	void webPageIsNoModel() {
		answer(MODEL,
				WireMock.aResponse()
					.withHeader("Content-Type", "text/html; charset=utf-8")
					.withBody("<html>Sign in to the network</html>"));
		assertThat(only(MODEL)).satisfies((finding) -> {
			assertThat(finding.level()).isEqualTo(Level.WARNING);
			assertThat(finding.message()).contains("a web page (HTTP 200)").doesNotContain("Sign in");
			assertThat(finding.mend()).contains("OPENAI_BASE_URL");
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					gpt-image-2      | "2027-06-01" | OK      | will be shut down on 2027-06-01 (as OpenAI tells).
					gpt-image-2      | "2026-12-21" | WARNING | will be shut down on 2026-12-21, in 30 days (as OpenAI tells).
					gpt-image-2      | "2026-12-22" | OK      | will be shut down on 2026-12-22 (as OpenAI tells).
					gpt-image-2      | "2026-11-21" | PROBLEM | was shut down on 2026-11-21 (as OpenAI tells).
					gpt-image-1-mini | null         | WARNING | will be shut down on 2026-12-01, in 10 days (by the list of 2026-11-20).
					gpt-image-1-mini | "2027-01-31" | OK      | will be shut down on 2027-01-31 (as OpenAI tells).
					gpt-image-1      | null         | PROBLEM | was shut down on 2026-10-23 (by the list of 2026-11-20).
					""")
	void shutdownIsToldByOpenAiFirstThenByTheList(String model, String date, Level level, String message) {
		answer(model, model(model, date));
		List<Finding> lines = lines(model, Duration.ofSeconds(20));
		assertThat(lines).hasSize(2);
		assertThat(lines.get(0).level()).isEqualTo(Level.OK);
		assertThat(lines.get(1)).satisfies((line) -> {
			assertThat(line.level()).isEqualTo(level);
			assertThat(line.message()).isEqualTo("The model " + model + " " + message);
		});
	}

	@Test
	void refusedKeyIsToldOfTheShutdownToo() {
		answer("gpt-image-1", OpenAiStub.failure(Error.MODEL_NOT_FOUND));
		assertThat(lines("gpt-image-1", Duration.ofSeconds(20))).extracting(Finding::level)
			.containsExactly(Level.PROBLEM, Level.PROBLEM);
	}

	@ParameterizedTest
	@CsvSource({ "200", "401", "404", "500" })
	void everyAnswerTellsTheTime(int status) {
		answer(MODEL, model(MODEL, NO_DATE).withStatus(status).withHeader("Date", "Sat, 21 Nov 2026 11:50:00 GMT"));
		Findings findings = new Findings("openai", this.clock);
		new ModelCheck(properties(OpenAiStub.API_KEY, MODEL), this.clock).run(findings);
		assertThat(findings.skews()).containsExactly(Map.entry("OpenAI", Duration.ofMinutes(10)));
	}

	private static void answer(String model, ResponseDefinitionBuilder answer) {
		provider.server().stubFor(WireMock.get("/v1/models/" + model).willReturn(answer));
	}

	private static ResponseDefinitionBuilder model(String id, String shutdownDate) {
		return WireMock.okJson("""
				{"id": "%s", "object": "model", "created": 1776729600, "owned_by": "system", "shutdown_date": %s}
				""".formatted(id, shutdownDate));
	}

	private Finding only(String model) {
		return only(model, Duration.ofSeconds(20));
	}

	private Finding only(String model, Duration patience) {
		List<Finding> lines = lines(model, patience);
		assertThat(lines).hasSize(1);
		return lines.get(0);
	}

	private List<Finding> lines(String model, Duration patience) {
		Findings findings = new Findings("openai", this.clock);
		new ModelCheck(properties(OpenAiStub.API_KEY, model), this.clock, patience).run(findings);
		assertThat(findings.lines()).allSatisfy((line) -> assertThat(line.toString()).doesNotContain("sk-test"));
		return findings.lines();
	}

	private static OpenAiProperties properties(@Nullable String key, String model) {
		return new OpenAiProperties(key, provider.baseUrl(), model, "", "", 300, Set.of(), 0);
	}

}
