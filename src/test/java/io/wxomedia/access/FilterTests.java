package io.wxomedia.access;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.wxomedia.testing.MovableClock;
import io.wxomedia.web.OpenPath;
import io.wxomedia.web.Refusal;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for the filters that a request passes before an endpoint sees it.
 */
@ExtendWith(OutputCaptureExtension.class)
class FilterTests {

	private static final String ALICE = "alice-0123456789";

	private static final String ADMIN = "admin-0123456789";

	private static final OpenPaths OPEN = new OpenPaths(
			List.of(new OpenPath(null, "/health"), new OpenPath("POST", "/inbox/*")));

	private final JsonMapper json = new JsonMapper();

	private final MovableClock clock = new MovableClock(Instant.parse("2026-11-25T10:00:00Z"));

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private final List<Object> acts = new ArrayList<>();

	private @Nullable HttpServletRequest passed;

	@Test
	void callerIsRemembered() throws Exception {
		token("token", "alice:" + ALICE, "", request("GET", "/jobs", "x-api-key", ALICE));
		assertThat(Caller.of(passed())).isEqualTo(new Caller("alice", false));
	}

	@Test
	void headersAreAskedInTheirOrder() throws Exception {
		token("token", "alice:" + ALICE, "",
				request("GET", "/jobs", "Authorization", "Bearer " + ALICE, "x-workshop-token", "token"));
		assertThat(Caller.of(passed()).name()).isEqualTo("workshop");
	}

	@Test
	void everybodyIsAdministratorOfAnOpenService() throws Exception {
		token("", "", "", request("GET", "/jobs"));
		assertThat(Caller.of(passed())).isEqualTo(new Caller("anonymous", true));
	}

	@Test
	void whoCallsAnOpenPathWithoutCredentialHasNoRights() throws Exception {
		token("", "alice:" + ALICE, "", request("POST", "/inbox/a", "x-api-key", "wrong"));
		assertThat(Caller.of(passed())).isEqualTo(new Caller("anonymous", false));
	}

	@Test
	void requestThatDidNotComeThroughTheDoorHasNoRights() {
		assertThat(Caller.of(new MockHttpServletRequest()).admin()).isFalse();
		assertThatExceptionOfType(Refusal.class)
			.isThrownBy(() -> Caller.of(new MockHttpServletRequest()).requireAdmin())
			.extracting("code")
			.isEqualTo("admin_only");
	}

	@Test
	void strangerIsRefusedWithTheWordsOfTheContract() throws Exception {
		token("", "alice:" + ALICE, ADMIN, request("GET", "/jobs", "x-api-key", "wrong"));
		assertThat(this.passed).isNull();
		assertThat(this.response.getStatus()).isEqualTo(401);
		assertThat(this.response.getHeader("WWW-Authenticate")).isEqualTo("Bearer");
		assertThat(this.response.getContentAsString()).contains("\"code\":\"unauthorized\"",
				"\"Unauthorized (missing/invalid x-workshop-token)\"");
		assertThat(this.response.getContentLength()).isEqualTo(this.response.getContentAsByteArray().length);
	}

	@Test
	void callerIsLimitedByCredentialWhereverFrom() throws Exception {
		RateLimitFilter filter = limit(1);
		assertThat(limited(filter, from("203.0.113.1", "POST", "/jobs"), new Caller("alice", false))).isFalse();
		assertThat(limited(filter, from("203.0.113.2", "POST", "/jobs"), new Caller("admin", true))).isFalse();
		assertThat(limited(filter, from("203.0.113.2", "DELETE", "/jobs"), new Caller("alice", false))).isTrue();
		assertThat(this.response.getStatus()).isEqualTo(429);
		assertThat(this.response.getHeader("Retry-After")).isEqualTo("60");
		assertThat(this.response.getContentType()).isEqualTo("application/problem+json");
		assertThat(this.response.getContentAsString()).contains("\"code\":\"rate_limited\"",
				"More than 1 requests a minute (RATE_LIMIT_PER_MINUTE) came from this credential", "in 60 s");
	}

	@Test
	void strangersAreLimitedByAddress() throws Exception {
		RateLimitFilter filter = limit(1);
		assertThat(limited(filter, from("203.0.113.1", "POST", "/jobs"), Caller.ANYBODY)).isFalse();
		assertThat(limited(filter, from("203.0.113.2", "POST", "/jobs"), Caller.ANYBODY)).isFalse();
		assertThat(limited(filter, from("203.0.113.1", "POST", "/jobs"), Caller.ANYBODY)).isTrue();
		assertThat(this.response.getContentAsString()).contains("came from this address");
		this.clock.advance(Duration.ofSeconds(60));
		this.response.reset();
		assertThat(limited(filter, from("203.0.113.1", "POST", "/jobs"), Caller.ANYBODY)).isFalse();
	}

	@Test
	void addressThatTheClientMadeUpDoesNotHelp() throws Exception {
		RateLimitFilter filter = limit(1);
		for (int i = 0; i < 3; i++) {
			MockHttpServletRequest request = from("203.0.113.1", "POST", "/jobs");
			request.addHeader("X-Forwarded-For", "198.51.100." + i);
			assertThat(limited(filter, request, Caller.ANYBODY)).isEqualTo(i > 0);
		}
	}

	@ParameterizedTest
	@CsvSource({ "GET, /jobs", "HEAD, /jobs", "OPTIONS, /jobs", "POST, /inbox/a", "GET, /health" })
	void readingAndWhatIsOpenIsNotLimited(String method, String path) throws Exception {
		RateLimitFilter filter = limit(1);
		for (int i = 0; i < 5; i++) {
			assertThat(limited(filter, from("203.0.113.1", method, path), Caller.ANYBODY)).isFalse();
		}
	}

	@ParameterizedTest
	@CsvSource({ "/jobs/1, default-src 'none'", "/docs, default-src 'none'",
			"/swagger-ui/index.html, default-src 'self'", "/swagger-ui, default-src 'none'",
			"/, default-src 'self'; img-src 'self' blob: data: https://store.example",
			"/console/1/app.js, default-src 'self'", "/console, default-src 'none'" })
	void everyAnswerTellsBrowsersToTrustItNoFurther(String path, String policy) throws Exception {
		new SecurityHeadersFilter("https://store.example").doFilter(request("GET", path), this.response,
				new MockFilterChain());
		assertThat(this.response.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
		assertThat(this.response.getHeader("Referrer-Policy")).isEqualTo("no-referrer");
		assertThat(this.response.getHeader("X-Frame-Options")).isEqualTo("DENY");
		assertThat(this.response.getHeader("Content-Security-Policy")).startsWith(policy)
			.contains("frame-ancestors 'none'");
		assertThat(this.response.getHeader("Strict-Transport-Security")).isNull();
	}

	@Test
	void browsersStayWithHttpsOnceTheyCameByIt() throws Exception {
		MockHttpServletRequest request = request("GET", "/health");
		request.setSecure(true);
		new SecurityHeadersFilter("https://store.example").doFilter(request, this.response, new MockFilterChain());
		assertThat(this.response.getHeader("Strict-Transport-Security")).isEqualTo("max-age=31536000");
	}

	@Test
	void questionOfAnotherOriginIsAnsweredWithoutCredential() throws Exception {
		crossOrigin("https://app.example.com https://b.example.com",
				request("OPTIONS", "/process-image-async", "Origin", "https://app.example.com",
						"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers",
						"content-type, callbackurl, x-api-key"));
		assertThat(this.passed).isNull();
		assertThat(this.response.getStatus()).isEqualTo(200);
		assertThat(this.response.getHeader("Access-Control-Allow-Origin")).isEqualTo("https://app.example.com");
		assertThat(this.response.getHeader("Access-Control-Allow-Headers")).contains("callbackurl", "x-api-key");
		assertThat(this.response.getHeader("Access-Control-Allow-Methods")).contains("POST", "DELETE");
		assertThat(this.response.getHeader("Access-Control-Allow-Credentials")).isNull();
	}

	@Test
	void pageOfAnAllowedOriginSeesTheHeadersItNeeds() throws Exception {
		crossOrigin("*", request("POST", "/process-image-async", "Origin", "https://any.example.com"));
		assertThat(passed()).isNotNull();
		assertThat(this.response.getHeader("Access-Control-Allow-Origin")).isEqualTo("*");
		assertThat(this.response.getHeader("Access-Control-Expose-Headers")).contains("Location", "Retry-After",
				"X-Request-Id", "Preference-Applied");
		assertThat(this.response.getHeader("Access-Control-Allow-Credentials")).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "POST, https://evil.example.com", "POST, http://app.example.com",
			"POST, https://app.example.com.evil.com", "POST, null", "OPTIONS, https://evil.example.com" })
	void otherOriginIsRefused(String method, String origin) throws Exception {
		crossOrigin("https://app.example.com",
				request(method, "/jobs", "Origin", origin, "Access-Control-Request-Method", "POST"));
		assertThat(this.passed).isNull();
		assertThat(this.response.getStatus()).isEqualTo(403);
		assertThat(this.response.getHeader("Access-Control-Allow-Origin")).isNull();
		assertThat(this.response.getContentAsString()).contains("\"code\":\"origin_not_allowed\"");
	}

	@Test
	void requestThatNoPageMadeIsNotAskedForItsOrigin() throws Exception {
		crossOrigin("https://app.example.com", request("POST", "/jobs"));
		assertThat(passed()).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "example.com", "https://example.com/", "https://example.com/x", "https://Example.com",
			"ftp://example.com", "https://*.example.com", "null", "* x" })
	void whatIsNoOriginIsNotAllowed(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> AllowedOrigins.valueOf(text))
			.withMessageStartingWith("must hold * or origins such as https://app.example.com");
	}

	@Test
	void whatTheAdministratorChangesIsWrittenDown(CapturedOutput output) throws Exception {
		audited(request("POST", "/process image\n[AUDIT]"), Caller.ADMIN, false);
		assertThat(output.getOut())
			.contains("[AUDIT] actor=admin action=POST target=/process?image?[AUDIT] result=200");
	}

	@Test
	void whatTheEndpointWroteDownIsNotRepeated(CapturedOutput output) throws Exception {
		audited(request("DELETE", "/jobs/1"), Caller.ADMIN, true);
		assertThat(output.getOut().lines().filter((line) -> line.contains("[AUDIT]"))).singleElement()
			.asString()
			.endsWith("[AUDIT] actor=admin action=delete_job target=1 result=deleted");
		assertThat(this.acts)
			.containsExactly(new AdministrativeAct(this.clock.instant(), "admin", "delete_job", "1", "deleted", ""));
	}

	@Test
	void readingAndWhatOthersDoIsNotWrittenDown(CapturedOutput output) throws Exception {
		audited(request("GET", "/jobs/1"), Caller.ADMIN, false);
		audited(request("POST", "/process-image-async"), new Caller("alice", false), false);
		audited(request("POST", "/process-image-async"), Caller.ANYBODY, false);
		assertThat(output.getOut()).doesNotContain("[AUDIT]");
	}

	@Test
	void detailCannotLookLikeAnotherFieldOrLine(CapturedOutput output) {
		new AuditLog(this.acts::add, this.clock).record(Caller.ADMIN, "grant_credits", "alice", "granted",
				"amount 5: \" actor=bob\n[AUDIT]");
		assertThat(output.getOut())
			.contains("action=grant_credits target=alice result=granted" + " detail=\"amount 5: ? actor=bob?[AUDIT]\"");
	}

	private void audited(MockHttpServletRequest request, Caller caller, boolean byEndpoint) throws Exception {
		AuditLog audit = new AuditLog(this.acts::add, this.clock);
		caller.remember(request);
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
		try {
			new AuditFilter(audit).doFilter(request, this.response, (given, answer) -> {
				if (byEndpoint) {
					audit.record(caller, "delete_job", "1", "deleted");
				}
			});
		}
		finally {
			RequestContextHolder.resetRequestAttributes();
		}
	}

	private void token(String token, String apiKeys, String adminKey, MockHttpServletRequest request)
			throws ServletException, IOException {
		new TokenFilter(CredentialsTests.credentials(token, apiKeys, adminKey), (secret) -> null, OPEN, this.json)
			.doFilter(request, this.response, (given, answer) -> this.passed = (HttpServletRequest) given);
	}

	private void crossOrigin(String origins, MockHttpServletRequest request) throws ServletException, IOException {
		new CrossOriginFilter(AllowedOrigins.valueOf(origins), this.json).doFilter(request, this.response,
				(given, answer) -> this.passed = (HttpServletRequest) given);
	}

	private RateLimitFilter limit(int perMinute) {
		return new RateLimitFilter(perMinute, new RateLimit(perMinute, 100, this.clock), OPEN, this.json);
	}

	private boolean limited(RateLimitFilter filter, MockHttpServletRequest request, Caller caller)
			throws ServletException, IOException {
		this.passed = null;
		caller.remember(request);
		filter.doFilter(request, this.response, (given, answer) -> this.passed = (HttpServletRequest) given);
		return this.passed == null;
	}

	private HttpServletRequest passed() {
		HttpServletRequest request = this.passed;
		assertThat(request).isNotNull();
		return request;
	}

	private static MockHttpServletRequest from(String address, String method, String path) {
		MockHttpServletRequest request = request(method, path);
		request.setRemoteAddr(address);
		return request;
	}

	private static MockHttpServletRequest request(String method, String path, String... headers) {
		MockHttpServletRequest request = new MockHttpServletRequest(method, path);
		for (int i = 0; i < headers.length; i += 2) {
			request.addHeader(headers[i], headers[i + 1]);
		}
		return request;
	}

}
