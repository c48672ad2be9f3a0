package io.wxomedia.openai;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.Request;
import com.sun.net.httpserver.HttpServer;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.CallFailure.Kind;
import io.wxomedia.provider.EditRequest;
import io.wxomedia.provider.EditedImage;
import org.assertj.core.util.Throwables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link OpenAiImageEditor}.
 */
class OpenAiImageEditorTests {

	private static final String KEY = "sk-test-1234567890abcdef";

	private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

	private static final byte[] IMAGE = "not really a picture".getBytes(StandardCharsets.UTF_8);

	private static final byte[] RESULT = "an edited picture".getBytes(StandardCharsets.UTF_8);

	private static final WireMockServer provider = new WireMockServer(WireMockConfiguration.options().dynamicPort());

	private final OpenAiImageEditor editor = editor(provider.baseUrl() + "/v1", KEY);

	@BeforeAll
	static void startProvider() {
		provider.start();
	}

	@AfterAll
	static void stopProvider() {
		provider.stop();
	}

	@BeforeEach
	void resetProvider() {
		provider.resetAll();
	}

	@AfterEach
	void closeEditor() {
		this.editor.close();
	}

	@Test
	void editReturnsImageTokensAndRequestId() throws Exception {
		answer(ok(success(RESULT)).withHeader("x-request-id", "req_7"));
		EditedImage edited = this.editor.edit(request(Duration.ofSeconds(20)));
		assertThat(edited.bytes()).isEqualTo(RESULT);
		assertThat(edited.requestId()).isEqualTo("req_7");
		assertThat(edited.inputTokens()).isEqualTo(300);
		assertThat(edited.outputTokens()).isEqualTo(4160);
	}

	@Test
	void editSendsSettingsAndNamedFilePart() throws Exception {
		answer(ok(success(RESULT)));
		this.editor.edit(request(Duration.ofSeconds(20)));
		Request sent = provider.getAllServeEvents().get(0).getRequest();
		assertThat(sent.getUrl()).isEqualTo("/v1/images/edits");
		assertThat(sent.getHeader("Authorization")).isEqualTo("Bearer " + KEY);
		assertThat(sent.getHeader("X-Client-Request-Id")).isNotBlank();
		assertThat(part(sent, "prompt")).isEqualTo("make it blue");
		assertThat(part(sent, "model")).isEqualTo("gpt-image-next");
		assertThat(part(sent, "quality")).isEqualTo("high");
		assertThat(part(sent, "output_format")).isEqualTo("jpeg");
		assertThat(part(sent, "image")).isEqualTo(new String(IMAGE, StandardCharsets.UTF_8));
		Request.Part image = sent.getPart("image");
		assertThat(image.getHeader("Content-Type").firstValue()).isEqualTo("image/png");
		assertThat(image.getHeader("Content-Disposition").firstValue()).contains("filename=\"in.png\"");
	}

	@Test
	void editWhenAnswerHasNoUsageReturnsImage() throws Exception {
		answer(ok("{\"created\":1,\"data\":[{\"b64_json\":\"" + Base64.getEncoder().encodeToString(RESULT) + "\"}]}"));
		EditedImage edited = this.editor.edit(request(Duration.ofSeconds(20)));
		assertThat(edited.bytes()).isEqualTo(RESULT);
		assertThat(edited.inputTokens()).isNull();
		assertThat(edited.requestId()).isNull();
	}

	@Test
	void editReturnsLargeImage() throws Exception {
		byte[] large = new byte[30_000_000];
		answer(ok(success(large)));
		assertThat(this.editor.edit(request(Duration.ofSeconds(60))).bytes()).hasSize(large.length);
	}

	@Test
	void editNeverHoldsTheWholeImage() throws Exception {
		long moreThanTheHeap = Runtime.getRuntime().maxMemory() + 1_000_000;
		AtomicLong received = new AtomicLong();
		HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
		server.createContext("/", (exchange) -> {
			received.set(exchange.getRequestBody().transferTo(OutputStream.nullOutputStream()));
			byte[] answer = success(RESULT).getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(200, answer.length);
			exchange.getResponseBody().write(answer);
			exchange.close();
		});
		server.start();
		try (OpenAiImageEditor patient = editor("http://127.0.0.1:" + server.getAddress().getPort() + "/v1", KEY)) {
			EditRequest huge = new EditRequest("p", () -> new EndlessImage(moreThanTheHeap), "image/png", "in.png",
					Duration.ofMinutes(2));
			assertThat(patient.edit(huge).bytes()).isEqualTo(RESULT);
			assertThat(received).hasValueGreaterThan(moreThanTheHeap);
		}
		finally {
			server.stop(0);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Hello", "", "[]", "{", "{}", "{\"data\":null}", "{\"data\":[]}", "{\"data\":[null]}",
			"{\"data\":[{}]}", "{\"data\":[{\"b64_json\":\"\"}]}", "{\"data\":[{\"b64_json\":\"  \"}]}",
			"{\"data\":[{\"b64_json\":null}]}", "{\"data\":[{\"b64_json\":7}]}",
			"{\"data\":[{\"url\":\"https://example.com/a.png\"}]}", "{\"data\":[{\"b64_json\":\"?!\"}]}",
			"{\"data\":[{\"b64_json\":\"AAAA" })
	void editWhenAnswerHasNoImageIsFinal(String body) {
		answer(ok(body));
		CallFailure failure = failure(Duration.ofSeconds(20));
		assertThat(failure.kind()).isEqualTo(Kind.FINAL);
		assertThat(failure).hasMessageStartingWith("OpenAI's answer was not understood: ");
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			400, billing_hard_limit_reached, billing_limit_user_error, Billing hard limit has been reached.
			400, , invalid_request_error, Billing hard limit has been reached
			429, , , BILLING HARD LIMIT HAS BEEN REACHED
			429, credit_balance_exhausted, insufficient_quota, You exceeded your current quota
			429, organization_spend_limit_exceeded, insufficient_quota, You exceeded your current quota
			429, project_spend_limit_exceeded, insufficient_quota, You exceeded your current quota
			403, organization_usage_limit_exceeded, insufficient_quota, You exceeded your current quota
			""")
	void editWhenBillingLimitIsReachedSaysSo(int status, @Nullable String code, @Nullable String type, String message) {
		answer(error(status, code, type, message));
		CallFailure failure = failure(Duration.ofSeconds(20));
		assertThat(failure.kind()).isEqualTo(Kind.BILLING_LIMIT);
		assertThat(failure).hasMessageContaining(message).hasMessageContaining("HTTP " + status);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			408, , , Timed out
			429, rate_limit_exceeded, rate_limit_error, Slow down
			429, slow_down, , Slow down
			429, , , Too many requests
			500, , server_error, The server had an error
			503, , , The engine is overloaded
			""")
	void editWhenProviderDidNoWorkIsRetryable(int status, @Nullable String code, @Nullable String type,
			String message) {
		answer(error(status, code, type, message));
		CallFailure failure = failure(Duration.ofSeconds(20));
		assertThat(failure.kind()).isEqualTo(Kind.RETRYABLE);
		assertThat(failure.retryAfter()).isNull();
		assertThat(failure).hasMessageContaining(message);
		assertThat(provider.getAllServeEvents()).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource(
			textBlock = """
					429, insufficient_quota, insufficient_quota, You exceeded your current quota, OPENAI_BILLING_LIMIT_CODES
					429, billing_not_active, , Your account is not active, OPENAI_BILLING_LIMIT_CODES
					400, moderation_blocked, image_generation_user_error, Your request was rejected by the safety system., Change the prompt
					400, unsupported_file_mimetype, invalid_request_error, Invalid file 'image', HTTP 400
					400, invalid_image_file, image_generation_user_error, Invalid image file or mode, HTTP 400
					401, invalid_api_key, invalid_request_error, Incorrect API key provided, OPENAI_API_KEY
					403, , , Your organization must be verified to use the model, 15 minutes
					403, organization_must_be_verified, , No access, 15 minutes
					403, , , Your key has no access, OPENAI_API_KEY
					404, model_not_found, invalid_request_error, The model does not exist, OPENAI_IMAGE_MODEL (gpt-image-next)
					400, model_not_found, invalid_request_error, The model does not exist, OPENAI_IMAGE_MODEL (gpt-image-next)
					404, , , Not Found, OPENAI_BASE_URL
					""")
	void editWhenRefusedIsFinalAndHelps(int status, @Nullable String code, @Nullable String type, String message,
			String hint) {
		answer(error(status, code, type, message).withHeader("x-request-id", "req_42"));
		CallFailure failure = failure(Duration.ofSeconds(20));
		assertThat(failure.kind()).isEqualTo(Kind.FINAL);
		assertThat(failure.requestId()).isEqualTo("req_42");
		assertThat(failure).hasMessageContaining(message)
			.hasMessageContaining("HTTP " + status)
			.hasMessageContaining("request req_42")
			.hasMessageContaining(hint);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " \u0000\r\n", "[]", "null", "{}", "{\"error\":null}", "{\"error\":{}}",
			"{\"error\":{\"message\":null}}", "{\"error\":{\"message\":{\"a\":1},\"code\":{}}}", "{\"error\":[]}" })
	void editWhenErrorHasNoMessageStillTellsStatus(String body) {
		answer(WireMock.aResponse().withStatus(500).withBody(body));
		CallFailure failure = failure(Duration.ofSeconds(20));
		assertThat(failure.kind()).isEqualTo(Kind.RETRYABLE);
		assertThat(failure).hasMessage("OpenAI: no explanation was given (HTTP 500)");
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			Retry-After, 7, PT7S
			Retry-After, 1.5, PT1.5S
			Retry-After, 'Fri, 20 Nov 2026 10:00:30 GMT', PT30S
			Retry-After, 'Fri, 20 Nov 2026 09:00:00 GMT', PT0S
			retry-after-ms, 250, PT0.25S
			""")
	void editWhenLimitedReadsHowLongToWait(String header, String value, Duration expected) {
		answer(error(429, "rate_limit_exceeded", null, "Please try again in 51s").withHeader(header, value));
		assertThat(failure(Duration.ofSeconds(20)).retryAfter()).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			please slow down and try again after 51.84 seconds., PT51.84S
			Please try again in 1s. Visit us, PT1S
			Please try again in 20ms., PT0.02S
			Please try again in 6m0s., PT6M
			Please try again in 1h2m3.5s., PT1H2M3.5S
			""")
	void editWhenLimitedReadsWaitFromMessage(String message, Duration expected) {
		answer(error(429, "rate_limit_exceeded", null, message));
		assertThat(failure(Duration.ofSeconds(20)).retryAfter()).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "soon", "-5", "Fri 20 Nov" })
	void editWhenRetryAfterIsNonsenseIgnoresIt(String value) {
		answer(error(503, null, null, "Please try again in a while").withHeader("Retry-After", value));
		assertThat(failure(Duration.ofSeconds(20)).retryAfter()).isNull();
	}

	@Test
	void editNeverRepeatsTheKey() {
		answer(error(401, "invalid_api_key", null, "Incorrect API key provided: " + KEY));
		CallFailure failure = failure(Duration.ofSeconds(20));
		assertThat(failure).hasMessageContaining("provided: ***");
		assertThat(Throwables.getStackTrace(failure)).doesNotContain(KEY);
	}

	@Test
	void editWhenNothingListensIsRetryable() throws Exception {
		try (OpenAiImageEditor unreachable = editor("http://127.0.0.1:" + closedPort() + "/v1", KEY)) {
			CallFailure failure = failure(unreachable, request(Duration.ofSeconds(20)));
			assertThat(failure.kind()).isEqualTo(Kind.RETRYABLE);
			assertThat(failure).hasMessageContaining("not reached").hasMessageContaining("OPENAI_BASE_URL");
		}
	}

	@Test
	void editWhenHostIsUnknownIsRetryable() {
		try (OpenAiImageEditor unreachable = editor("http://nowhere.invalid/v1", KEY)) {
			assertThat(failure(unreachable, request(Duration.ofSeconds(20))).kind()).isEqualTo(Kind.RETRYABLE);
		}
	}

	@Test
	void editWhenHandshakeFailsIsRetryable() {
		try (OpenAiImageEditor plain = editor("https://127.0.0.1:" + provider.port() + "/v1", KEY)) {
			assertThat(failure(plain, request(Duration.ofSeconds(20))).kind()).isEqualTo(Kind.RETRYABLE);
		}
	}

	@Test
	void editWhenConnectionBreaksInMidRequestIsRetryable() throws Exception {
		try (ServerSocket server = new ServerSocket(0);
				OpenAiImageEditor cut = editor("http://127.0.0.1:" + server.getLocalPort() + "/v1", KEY)) {
			Thread hangUp = new Thread(() -> readAndReset(server));
			hangUp.start();
			EditRequest endless = new EditRequest("p", () -> new EndlessImage(Long.MAX_VALUE), "image/png", "in.png",
					Duration.ofSeconds(20));
			assertThat(failure(cut, endless).kind()).isEqualTo(Kind.RETRYABLE);
			hangUp.join();
		}
	}

	@Test
	void editIsNotedAsSentOnceBeforeTheProviderHasIt() throws Exception {
		answer(ok(success(RESULT)));
		List<Integer> arrived = new ArrayList<>();
		this.editor.edit(request(() -> arrived.add(provider.getAllServeEvents().size())));
		assertThat(arrived).containsExactly(0);
		assertThat(provider.getAllServeEvents()).hasSize(1);
	}

	@Test
	void editWhenProviderIsNotReachedIsNotNotedAsSent() throws IOException {
		AtomicBoolean noted = new AtomicBoolean();
		try (OpenAiImageEditor unreachable = editor("http://127.0.0.1:" + closedPort() + "/v1", KEY)) {
			assertThat(failure(unreachable, request(() -> noted.set(true))).kind()).isEqualTo(Kind.RETRYABLE);
		}
		assertThat(noted).isFalse();
	}

	@Test
	void editThatCannotBeNotedAsSentIsNotSent() {
		answer(ok(success(RESULT)));
		IllegalStateException failure = new IllegalStateException("taken over");
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> this.editor.edit(request(() -> {
			throw failure;
		}))).isSameAs(failure);
		assertThat(provider.getAllServeEvents()).isEmpty();
	}

	@Test
	void editIsGivenUpAtOnceWhileItIsBeingNotedAsSent() throws Exception {
		answer(ok(success(RESULT)));
		CountDownLatch noting = new CountDownLatch(1);
		CountDownLatch noted = new CountDownLatch(1);
		FutureTask<CallFailure> call = new FutureTask<>(() -> failure(this.editor, request(() -> {
			noting.countDown();
			awaitStubbornly(noted);
		})));
		Thread caller = new Thread(call);
		caller.start();
		assertThat(noting.await(20, TimeUnit.SECONDS)).isTrue();
		caller.interrupt();
		assertThat(call.get(20, TimeUnit.SECONDS).kind()).isEqualTo(Kind.RETRYABLE);
		noted.countDown();
		assertThat(provider.getAllServeEvents()).isEmpty();
	}

	/**
	 * As a database does that hangs.
	 */
	private static void awaitStubbornly(CountDownLatch latch) {
		while (true) {
			try {
				latch.await();
				return;
			}
			catch (InterruptedException ex) {
				// It goes on waiting.
			}
		}
	}

	@Test
	void editWhenImageCannotBeReadIsRetryable() {
		answer(ok(success(RESULT)));
		EditRequest broken = new EditRequest("p", BrokenImage::new, "image/png", "in.png", Duration.ofSeconds(20));
		CallFailure failure = failure(this.editor, broken);
		assertThat(failure.kind()).isEqualTo(Kind.RETRYABLE);
		assertThat(failure).hasMessage("The image to be edited could not be read: disk on fire");
	}

	@Test
	void editWhenImageCannotBeOpenedIsRetryable() {
		EditRequest broken = new EditRequest("p", () -> {
			throw new IOException("gone");
		}, "image/png", "in.png", Duration.ofSeconds(20));
		CallFailure failure = failure(this.editor, broken);
		assertThat(failure.kind()).isEqualTo(Kind.RETRYABLE);
		assertThat(failure).hasMessage("The image to be edited could not be read: gone");
	}

	@ParameterizedTest
	@ValueSource(strings = { "CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "MALFORMED_RESPONSE_CHUNK",
			"RANDOM_DATA_THEN_CLOSE" })
	void editWhenConnectionBreaksAfterRequestLosesAnswer(Fault fault) {
		answer(WireMock.aResponse().withFault(fault));
		CallFailure failure = failure(Duration.ofSeconds(20));
		assertThat(failure).hasMessageContaining("may have been made and billed");
		assertThat(failure.kind()).isEqualTo(Kind.ANSWER_LOST);
	}

	@Test
	void editWhenProviderIsSilentLosesAnswerInTime() {
		answer(ok(success(RESULT)).withFixedDelay(20_000));
		long start = System.nanoTime();
		CallFailure failure = failure(Duration.ofSeconds(3));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(18));
		assertThat(failure.kind()).isEqualTo(Kind.ANSWER_LOST);
		assertThat(failure).hasMessageContaining("no answer within");
	}

	@Test
	void editWhenAnswerTricklesLosesAnswerInTime() {
		answer(ok(success(RESULT)).withChunkedDribbleDelay(20, 20_000));
		long start = System.nanoTime();
		assertThat(failure(Duration.ofSeconds(3)).kind()).isEqualTo(Kind.ANSWER_LOST);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
	}

	@Test
	void editWhenConfiguredTimeoutIsShorterNamesTheSetting() {
		answer(ok(success(RESULT)).withFixedDelay(20_000));
		try (OpenAiImageEditor impatient = new OpenAiImageEditor(
				new OpenAiProperties(KEY, provider.baseUrl() + "/v1", "m", "low", "png", 3, Set.of(), 0), clock())) {
			CallFailure failure = failure(impatient, request(Duration.ofMinutes(5)));
			assertThat(failure.kind()).isEqualTo(Kind.ANSWER_LOST);
			assertThat(failure).hasMessageContaining("no answer within 3 s, which OPENAI_TIMEOUT_SECONDS sets");
		}
	}

	@Test
	void editWhenNoTimeIsLeftIsRetryable() {
		assertThat(failure(Duration.ZERO).kind()).isEqualTo(Kind.RETRYABLE);
		assertThat(failure(Duration.ofSeconds(-3)).kind()).isEqualTo(Kind.RETRYABLE);
	}

	@Test
	void editWhenInterruptedEndsAtOnceAndStaysInterrupted() throws Exception {
		CountDownLatch sent = new CountDownLatch(1);
		try (ServerSocket server = new ServerSocket(0);
				OpenAiImageEditor waiting = editor("http://127.0.0.1:" + server.getLocalPort() + "/v1", KEY)) {
			EditRequest request = new EditRequest("p", () -> new SignallingImage(sent), "image/png", "in.png",
					Duration.ofMinutes(5));
			FutureTask<Boolean> call = new FutureTask<>(() -> {
				CallFailure failure = failure(waiting, request);
				assertThat(failure.kind()).isEqualTo(Kind.ANSWER_LOST);
				return Thread.currentThread().isInterrupted();
			});
			Thread caller = new Thread(call);
			caller.start();
			assertThat(sent.await(20, TimeUnit.SECONDS)).isTrue();
			try (Socket connection = server.accept()) {
				assertThat(connection.getInputStream().read()).isNotNegative();
				caller.interrupt();
				assertThat(call.get(20, TimeUnit.SECONDS)).isTrue();
			}
		}
	}

	@Test
	void editWhenKeyIsMissingNamesTheSetting() {
		try (OpenAiImageEditor keyless = editor(provider.baseUrl(), null)) {
			assertThat(keyless.missingSettings()).containsExactly("OPENAI_API_KEY");
			CallFailure failure = failure(keyless, request(Duration.ofSeconds(20)));
			assertThat(failure.kind()).isEqualTo(Kind.FINAL);
			assertThat(failure).hasMessage("Missing env var: OPENAI_API_KEY");
		}
	}

	@Test
	void editManyAtOnceAllReachTheProvider() throws Exception {
		answer(ok(success(RESULT)).withFixedDelay(1000));
		FutureTask<?>[] calls = new FutureTask<?>[30];
		long start = System.nanoTime();
		for (int i = 0; i < calls.length; i++) {
			calls[i] = new FutureTask<>(() -> this.editor.edit(request(Duration.ofSeconds(30))));
			new Thread(calls[i]).start();
		}
		for (FutureTask<?> call : calls) {
			assertThat(call.get(30, TimeUnit.SECONDS)).isNotNull();
		}
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
	}

	private static OpenAiImageEditor editor(String baseUrl, @Nullable String key) {
		return new OpenAiImageEditor(
				new OpenAiProperties(key, baseUrl, "gpt-image-next", "high", "jpg", 300, Set.of(), 0), clock());
	}

	private static Clock clock() {
		return Clock.fixed(NOW, ZoneOffset.UTC);
	}

	private static EditRequest request(Duration timeout) {
		return new EditRequest("make it blue", () -> new ByteArrayInputStream(IMAGE), "image/png", "in.png", timeout);
	}

	private static EditRequest request(Runnable beforeSent) {
		return new EditRequest("make it blue", () -> new ByteArrayInputStream(IMAGE), "image/png", "in.png",
				Duration.ofSeconds(20), beforeSent);
	}

	private CallFailure failure(Duration timeout) {
		return failure(this.editor, request(timeout));
	}

	private static CallFailure failure(OpenAiImageEditor editor, EditRequest request) {
		return catchThrowableOfType(CallFailure.class, () -> editor.edit(request));
	}

	private static void answer(ResponseDefinitionBuilder response) {
		provider.stubFor(WireMock.post("/v1/images/edits").willReturn(response));
	}

	private static ResponseDefinitionBuilder ok(String body) {
		return WireMock.aResponse().withHeader("Content-Type", "application/json").withBody(body);
	}

	private static String success(byte[] image) {
		return "{\"created\":1,\"background\":\"opaque\",\"data\":[{\"revised_prompt\":null,\"b64_json\":\""
				+ Base64.getEncoder().encodeToString(image)
				+ "\"}],\"usage\":{\"input_tokens\":300,\"input_tokens_details\":{\"text_tokens\":10},"
				+ "\"output_tokens\":4160,\"total_tokens\":4460}}";
	}

	private static ResponseDefinitionBuilder error(int status, @Nullable String code, @Nullable String type,
			String message) {
		return ok("{\"error\":{\"message\":\"" + message + "\",\"type\":" + quoted(type) + ",\"param\":null,\"code\":"
				+ quoted(code) + "}}")
			.withStatus(status);
	}

	private static String quoted(@Nullable String text) {
		return (text != null) ? '"' + text + '"' : "null";
	}

	private static String part(Request request, String name) {
		return request.getPart(name).getBody().asString();
	}

	private static int closedPort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private static void readAndReset(ServerSocket server) {
		try (Socket socket = server.accept()) {
			socket.getInputStream().readNBytes(100_000);
			socket.setSoLinger(true, 0);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Is longer than anything that fits the memory.
	 */
	private static final class EndlessImage extends InputStream {

		private long remaining;

		private EndlessImage(long length) {
			this.remaining = length;
		}

		@Override
		public int read() {
			return (this.remaining-- > 0) ? 0 : -1;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) {
			if (this.remaining <= 0) {
				return -1;
			}
			this.remaining -= length;
			return length;
		}

	}

	/**
	 * Fails after the first byte.
	 */
	private static final class BrokenImage extends InputStream {

		private boolean begun;

		@Override
		public int read() throws IOException {
			throw new IOException("disk on fire");
		}

		@Override
		public int read(byte[] buffer, int offset, int length) throws IOException {
			if (this.begun) {
				return read();
			}
			this.begun = true;
			return 1;
		}

	}

	/**
	 * Tells when it was read to its end.
	 */
	private static final class SignallingImage extends InputStream {

		private final CountDownLatch end;

		private SignallingImage(CountDownLatch end) {
			this.end = end;
		}

		@Override
		public int read() {
			this.end.countDown();
			return -1;
		}

	}

}
