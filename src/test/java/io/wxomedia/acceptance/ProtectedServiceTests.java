package io.wxomedia.acceptance;

import java.io.IOException;
import java.util.List;

import io.wxomedia.testing.RawConnection;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a service that has credentials and nothing else configured.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProtectedServiceTests extends ProtectedService {

	private static final String UNAUTHORIZED = "Unauthorized (missing/invalid x-workshop-token)";

	@ParameterizedTest
	@CsvSource({ "x-workshop-token, " + TOKEN, "X-Workshop-Token, " + TOKEN, "x-api-key, " + TOKEN,
			"X-API-KEY, " + TOKEN, "x-api-key, " + ALICE, "x-workshop-token, " + BOB, "Authorization, Bearer " + ADMIN,
			"Authorization, Bearer " + TOKEN, "authorization, bearer " + TOKEN, "AUTHORIZATION, BEARER " + TOKEN })
	void tokenIsFoundInThreeHeaders(String name, String value) {
		assertThat(this.service.get("/cos/config", name, value).status()).isEqualTo(200);
	}

	@Test
	void tokenServesWhereAnotherHeaderIsWrong() {
		assertThat(this.service.get("/cos/config", "Authorization", "Basic eDp5", "x-api-key", TOKEN).status())
			.isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource(ignoreLeadingAndTrailingWhitespace = false,
			value = { "x-other,x", "x-workshop-token,", "x-workshop-token, ", "x-workshop-token,wrong",
					"x-workshop-token," + TOKEN + "x", "x-workshop-token,w0rksh0p-t0ke",
					"x-workshop-token,W0RKSH0P-T0KEN", "x-api-key,wrong", "Authorization," + TOKEN,
					"Authorization,Basic " + TOKEN, "Authorization,Bearer", "Authorization,Bearer wrong",
					"token," + TOKEN })
	void tokenThatIsMissingOrWrongIsRefusedBeforeAnythingElse(String name, String value) {
		String given = (value != null) ? value : "";
		for (String path : List.of(ServiceClient.SINGLE_B64, ServiceClient.SINGLE_COS, ServiceClient.BATCH,
				"/nothing")) {
			assertUnauthorized(this.service.post(path, "no json", name, given, "Content-Type", "text/plain"));
		}
		for (String path : List.of("/cos/config", "/preflight", "/wxo", "/wxo/get-job.yaml", "/wxo/open/get-job.yaml",
				"/wxo/x.yaml", "/jobs/x", "/jobs/00000000-0000-4000-8000-000000000000", "/jobs/x/result",
				"/actuator/prometheus", "/actuator", "/nothing", "/error", "/openapi.jsonx", "/healthy", "/health/",
				"/health/x", "/docsx")) {
			assertUnauthorized(this.service.get(path, name, given));
		}
	}

	private static void assertUnauthorized(Answer answer) {
		RefusalTests.assertRefused(answer, 401, "unauthorized");
		assertThat(answer.detail()).isEqualTo(UNAUTHORIZED);
		assertThat(answer.header("WWW-Authenticate")).isNotBlank();
	}

	@Test
	void openPathsNeedNoToken() {
		assertThat(this.service.get("/health").status()).isEqualTo(200);
		assertThat(this.service.get("/openapi.json").status()).isEqualTo(200);
		Answer docs = this.service.get("/docs");
		assertThat(docs.status()).isEqualTo(302);
		for (String asset : List.of("/swagger-ui/index.html", "/swagger-ui/swagger-ui.css",
				"/swagger-ui/swagger-ui-bundle.js", "/swagger-ui/swagger-initializer.js",
				"/openapi.json/swagger-config")) {
			assertThat(this.service.get(asset).status()).as(asset).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/health/../cos/config", "/health/..;/cos/config", "/health;/../cos/config",
			"/swagger-ui/../cos/config", "/swagger-ui/..;/cos/config", "/swagger-ui/..;a=b/cos/config",
			"/swagger-ui/%2e%2e/cos/config", "/swagger-ui/%2E%2E%2Fcos/config", "/swagger-ui/..%2fcos/config",
			"/swagger-ui/..%5ccos/config", "/swagger-ui/..\\cos/config", "/swagger-ui/./../cos/config",
			"/swagger-ui//../cos/config", "/swagger-ui/x/../../cos/config", "/openapi.json/../cos/config",
			"/actuator/health/../prometheus", "/actuator/health/..;/prometheus", "/actuator/health/%2e%2e/prometheus",
			"/actuator/health/..%2fprometheus", "//cos/config", "/cos//config", "/cos;x/config",
			"/cos/config;x=/health", "/cos/config;/health", "/./cos/config", "/%63os/config", "/%2563os/config",
			"/cos/config/", "/cos/config%00", "/cos/config?x=/health", "/cos/config%3f/health", "/cos/config%23/health",
			"/COS/CONFIG", "/cos/config.json", "http://localhost/cos/config", "//health/cos/config", "///cos/config",
			"/;/cos/config", "/;/health/../cos/config", "/docs/../cos/config", "/docs;/../cos/config",
			"/swagger-ui/../jobs/x", "//jobs/x", "/jobs;x/x" })
	void oddSpellingsDoNotGetAroundTheToken(String target) throws IOException {
		try (RawConnection connection = RawConnection.to(this.port)) {
			connection.send("GET " + target + " HTTP/1.1\nHost: localhost\nConnection: close\n\n");
			String answer = connection.readAll(RunningService.PATIENCE);
			assertThat(answer).containsPattern("^HTTP/1.1 (400|401|404) ")
				.doesNotContain("presign_expires", "jvm_", "There is no job", "malformed");
		}
	}

	@Test
	void healthTellsHowTheServiceIsSet() {
		assertThat(this.service.get("/health").text()).isEqualTo("""
				{"ok":true,"mode":"workshop","callback_rewrite_enabled":true,"max_concurrent_jobs":4,\
				"callback_retries":5,"fallback_single_enabled":false,"workshop_token_enabled":true}""");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { ServiceClient.SINGLE_B64 + " | Missing env var: OPENAI_API_KEY",
			ServiceClient.SINGLE_COS
					+ " | Missing COS env vars: COS_ENDPOINT, COS_ACCESS_KEY_ID, COS_SECRET_ACCESS_KEY, COS_OUTPUT_BUCKET (or COS_BUCKET)",
			ServiceClient.BATCH
					+ " | Missing COS env vars: COS_ENDPOINT, COS_ACCESS_KEY_ID, COS_SECRET_ACCESS_KEY, COS_OUTPUT_BUCKET (or COS_BUCKET)" })
	void missingConfigurationIsNamedBeforeTheRequestIsLookedAt(String path, String detail) {
		List<Answer> answers = List.of(
				this.service.post(path, ServiceClient.single(), "x-api-key", TOKEN, "callbackUrl",
						"http://localhost:1/"),
				this.service.post(path, "{", "x-api-key", TOKEN),
				this.service.post(path, "text", "x-api-key", TOKEN, "Content-Type", "text/plain"),
				this.service.post(path, "", "x-api-key", TOKEN));
		assertThat(answers).allSatisfy((answer) -> {
			RefusalTests.assertRefused(answer, 500, "missing_configuration");
			assertThat(answer.detail()).isEqualTo(detail);
		});
	}

	@Test
	void storageSettingsShowWhatIsUnset() {
		Answer settings = this.service.get("/cos/config", "x-api-key", TOKEN);
		assertThat(settings.text()).isEqualTo("""
				{"endpoint":null,"region":"eu-geo","input_bucket":null,"output_bucket":null,"input_prefix":"",\
				"output_prefix":"results/batch","presign_expires":900}""");
	}

	@Test
	void tokensAreNotLogged(CapturedOutput output) {
		this.service.get("/cos/config", "x-workshop-token", TOKEN);
		this.service.get("/cos/config", "x-workshop-token", "almost-" + TOKEN);
		this.service.get("/cos/config", "Authorization", "Bearer " + TOKEN);
		this.service.post(ServiceClient.BATCH, "{", "x-api-key", TOKEN);
		for (String secret : List.of(ALICE, BOB, ADMIN)) {
			this.service.get("/jobs/00000000-0000-4000-8000-000000000000", "x-api-key", secret);
			this.service.post(ServiceClient.BATCH, "{", "x-api-key", secret);
			this.service.delete("/jobs/00000000-0000-4000-8000-000000000000", "x-api-key", secret);
			this.service.delete("/jobs?finished_before=" + secret, "Authorization", "Bearer almost" + secret);
		}
		assertThat(output).contains("[AUDIT] actor=alice action=delete_job").doesNotContain(TOKEN, ALICE, BOB, ADMIN);
	}

	@Test
	void answersTellBrowsersToTrustThemNoFurther() {
		List<Answer> answers = List.of(this.service.get("/health"), this.service.get("/nothing"),
				this.service.get("/cos/config", "x-api-key", TOKEN), this.service.get("/swagger-ui/index.html"),
				this.service.post(ServiceClient.BATCH, "{", "x-api-key", TOKEN));
		assertThat(answers).allSatisfy((answer) -> {
			assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
			assertThat(answer.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
			assertThat(answer.headers().allValues("Content-Security-Policy")).singleElement()
				.asString()
				.contains("frame-ancestors 'none'");
			assertThat(answer.header("Strict-Transport-Security")).isEmpty();
		});
		assertThat(this.service.get("/health", "X-Forwarded-Proto", "https").header("Strict-Transport-Security"))
			.isNotEmpty();
	}

	@Test
	void pagesOfSwaggerUiMayLoadWhatTheyName() {
		Answer page = this.service.get("/swagger-ui/index.html");
		assertThat(page.header("Content-Security-Policy")).contains("default-src 'self'", "img-src 'self' data:");
		// The policy allows no script within the page and none from elsewhere.
		assertThat(page.text()).doesNotContainPattern("<script(?![^>]*src=\"\\./)")
			.doesNotContain("https://", " onload=");
	}

	@Test
	void otherOriginIsAnsweredBeforeTheCredential() throws IOException {
		String question = "OPTIONS /process-image-async HTTP/1.1\nHost: localhost\nConnection: close\nOrigin: %s\n"
				+ "Access-Control-Request-Method: POST\nAccess-Control-Request-Headers: x-api-key\n\n";
		assertThat(raw(question.formatted(ORIGIN))).startsWith("HTTP/1.1 200 ")
			.contains("Access-Control-Allow-Origin: " + ORIGIN, "Access-Control-Allow-Headers: x-api-key");
		assertThat(raw(question.formatted("https://evil.example.com"))).startsWith("HTTP/1.1 403 ")
			.contains("origin_not_allowed")
			.doesNotContain("Access-Control-Allow");
		assertThat(raw("GET /cos/config HTTP/1.1\nHost: localhost\nConnection: close\nOrigin: " + ORIGIN + "\n\n"))
			.startsWith("HTTP/1.1 401 ")
			.contains("Access-Control-Allow-Origin: " + ORIGIN);
	}

	@Test
	void prometheusNeedsACredential() {
		assertThat(this.service.get("/actuator/prometheus", "Authorization", "Bearer " + ALICE).status())
			.isEqualTo(200);
		assertThat(this.service.get("/actuator/health").status()).isEqualTo(200);
	}

	private String raw(String request) throws IOException {
		try (RawConnection connection = RawConnection.to(this.port)) {
			return connection.send(request).readAll(RunningService.PATIENCE);
		}
	}

}
