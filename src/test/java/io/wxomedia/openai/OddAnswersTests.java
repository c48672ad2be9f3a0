package io.wxomedia.openai;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import io.wxomedia.provider.AnswerNotUnderstood;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.CallFailure.Kind;
import io.wxomedia.provider.CallFailure.Trouble;
import io.wxomedia.provider.EditRequest;
import io.wxomedia.provider.EditedImage;
import io.wxomedia.testing.Eventually;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link OpenAiImageEditor} with answers that gateways and imitators of OpenAI
 * give, byte by byte.
 */
class OddAnswersTests {

	private static final String KEY = "sk-test-1234567890abcdef";

	private static final byte[] RESULT = bytes(500);

	private static final String BASE64 = Base64.getEncoder().encodeToString(RESULT);

	private static final String SUCCESS = success('"' + BASE64 + '"');

	private final RawProvider provider = new RawProvider();

	private final OpenAiImageEditor editor = new OpenAiImageEditor(new OpenAiProperties(KEY,
			this.provider.origin() + "/v1", "gpt-image-next", "high", "png", 300, Set.of(), 0), Clock.systemUTC());

	@AfterEach
	void stop() throws IOException {
		this.editor.close();
		this.provider.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "100", "102", "103", "100,100", "102,102", "102,102,102,103,102", "100,102,100,103",
			"102,102,102,102,102,102,102,102,102,102,102,102,102,102,102,102,102,102,102,102" })
	void editReadsTheAnswerAfterAnyNumberOfInterimOnes(String statuses) throws Exception {
		StringBuilder interim = new StringBuilder();
		for (String status : statuses.split(",")) {
			interim.append("HTTP/1.1 ").append(status).append(" Interim\r\nLink: </style.css>; rel=preload\r\n\r\n");
		}
		this.provider.answers(interim + whole("200 OK", SUCCESS));
		assertThat(edit().bytes()).isEqualTo(RESULT);
	}

	@ParameterizedTest
	@MethodSource
	void editTakesEveryWayToWriteAnImage(String value) throws Exception {
		this.provider.answers(whole("200 OK", success('"' + value + '"')));
		EditedImage edited = edit();
		assertThat(edited.bytes()).isEqualTo(RESULT);
		assertThat(edited.inputTokens()).isEqualTo(300);
	}

	static Stream<String> editTakesEveryWayToWriteAnImage() {
		String mime = Base64.getMimeEncoder().encodeToString(RESULT);
		String twoPieces = Base64.getEncoder().encodeToString(Arrays.copyOf(RESULT, 100))
				+ Base64.getEncoder().encodeToString(Arrays.copyOfRange(RESULT, 100, RESULT.length));
		return Stream.of(BASE64, BASE64.replace("/", "\\/"), mime.replace("\r\n", "\\r\\n"),
				mime.replace("\r\n", "\\n"), mime, mime.replace("\r\n", "\n"), " \\n" + BASE64 + "\\n ",
				BASE64.replace("=", ""), BASE64.replace("=", "\\u003d"), BASE64.replace("=", "") + "====",
				Base64.getUrlEncoder().encodeToString(RESULT),
				Base64.getUrlEncoder().withoutPadding().encodeToString(RESULT), "data:image/png;base64," + BASE64,
				"DATA:image/webp;base64,\\n" + mime.replace("\r\n", "\\n"), "data:;base64," + BASE64.replace("=", ""),
				twoPieces);
	}

	@ParameterizedTest
	@ValueSource(strings = { "AAAAA", "data:image/png;base64,", "AA*A", "dat", "\\u00e4AAA", "data:AAAA" })
	void editRefusesWhatIsNoBase64AtAll(String value) throws Exception {
		this.provider.answers(whole("200 OK", success('"' + value + '"')));
		// "dat" is base64, of two bytes.
		if (value.equals("dat")) {
			assertThat(edit().bytes()).hasSize(2);
		}
		else {
			assertThat(failure()).isInstanceOf(AnswerNotUnderstood.class);
		}
	}

	@Test
	void editTakesLargeImageWithLineBreaks() throws Exception {
		byte[] large = bytes(5_000_000);
		this.provider.answers(whole("200 OK",
				success('"' + Base64.getMimeEncoder().encodeToString(large).replace("\r\n", "\\n") + '"')));
		assertThat(edit().bytes()).isEqualTo(large);
	}

	@Test
	void editTakesImageThatIsWholeThoughTheAnswerIsNot() throws Exception {
		String whole = "{\"data\":[{\"b64_json\":\"" + BASE64 + '"';
		for (String rest : List.of("", "}", "}]", "}],\"usage\":{\"input_tokens\":99999999999999999999}}", "}],?")) {
			this.provider.answers(whole("200 OK", whole + rest));
			assertThat(edit().bytes()).isEqualTo(RESULT);
			this.provider.answers(head("200 OK", "Content-Length: 5000") + whole + rest);
			assertThat(edit().bytes()).isEqualTo(RESULT);
		}
	}

	@Test
	void editReadsCompressedAnswersAndByteOrderMarks() throws Exception {
		ByteArrayOutputStream zipped = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
			gzip.write(SUCCESS.getBytes(StandardCharsets.UTF_8));
		}
		this.provider.answers(head("200 OK", "Content-Encoding: gzip\r\nContent-Length: " + zipped.size()),
				zipped.toByteArray());
		assertThat(edit().bytes()).isEqualTo(RESULT);
		this.provider.answers(whole("200 OK", "\uFEFF" + SUCCESS));
		assertThat(edit().bytes()).isEqualTo(RESULT);
		this.provider.answers(head("200 OK", "Content-Encoding: gzip\r\nContent-Length: " + zipped.size()),
				Arrays.copyOf(zipped.toByteArray(), zipped.size() / 2));
		assertThat(failure().kind()).isEqualTo(Kind.ANSWER_LOST);
	}

	@ParameterizedTest
	@MethodSource
	void editWhenAnswerBreaksOffLosesIt(String answer) {
		this.provider.answers(answer);
		CallFailure failure = failure();
		assertThat(failure.kind()).isEqualTo(Kind.ANSWER_LOST);
		assertThat(failure.trouble()).isEqualTo(Trouble.DOWN);
		assertThat(failure).hasMessageContaining("may have been made and billed");
	}

	static Stream<String> editWhenAnswerBreaksOffLosesIt() {
		String half = SUCCESS.substring(0, SUCCESS.length() / 2);
		return Stream.of("", "HTTP/1.1", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 102 Processing\r\n\r\n",
				"not HTTP at all\r\n", head("200 OK", "Content-Length: " + SUCCESS.length()) + half,
				head("200 OK", "Transfer-Encoding: chunked") + Integer.toHexString(SUCCESS.length()) + "\r\n" + half,
				head("200 OK", "Transfer-Encoding: chunked") + Integer.toHexString(half.length()) + "\r\n" + half
						+ "\r\n",
				head("200 OK", "Content-Type: application/json") + half);
	}

	@ParameterizedTest
	@MethodSource
	void editWhenAnswerIsWholeButNoImageSaysWhatCame(String answer, String words) {
		this.provider.answers(answer);
		CallFailure failure = failure();
		assertThat(failure).isInstanceOf(AnswerNotUnderstood.class);
		assertThat(failure.kind()).isEqualTo(Kind.FINAL);
		assertThat(failure).hasMessageStartingWith("OpenAI's answer was not understood: ").hasMessageContaining(words);
	}

	static Stream<Arguments> editWhenAnswerIsWholeButNoImageSaysWhatCame() {
		String half = SUCCESS.substring(0, SUCCESS.length() / 2);
		return Stream.of(Arguments.of(whole("200 OK", ""), "no JSON object"),
				Arguments.of("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n", "no JSON object"),
				Arguments.of(whole("200 OK", half), "end-of-input"),
				Arguments.of(whole("200 OK", "{\"message\":\"queued for later\"}"), "It says: queued for later"),
				Arguments.of(whole("200 OK", "{\"detail\":\"warming up\",\"data\":[]}"), "It says: warming up"),
				Arguments.of(head("200 OK", "Content-Type: text/html; charset=utf-8\r\nContent-Length: 6") + "<html>",
						"it is a web page. Check OPENAI_BASE_URL"));
	}

	@ParameterizedTest
	@CsvSource(
			textBlock = """
					'{"error":{"message":"Billing hard limit has been reached","code":"billing_hard_limit_reached"}}', BILLING_LIMIT, NONE, Billing hard limit
					'{"error":{"message":"Billing hard limit has been reached."}}', BILLING_LIMIT, NONE, Billing hard limit
					'{"error":{"message":"no funds","code":"credit_balance_exhausted"},"data":[]}', BILLING_LIMIT, NONE, no funds
					'{"error":"Billing hard limit has been reached"}', BILLING_LIMIT, NONE, Billing hard limit
					'{"error":{"message":"unsafe","code":"moderation_blocked"}}', FINAL, NONE, Change the prompt
					'{"error":{"message":"unsafe"},"data":null}', FINAL, NONE, unsafe
					'{"error":"it went wrong"}', FINAL, NONE, it went wrong
					'{"error":{"message":"slow down","code":"rate_limit_exceeded"}}', RETRYABLE, RATE_LIMIT, slow down
					'{"error":{"message":"Rate limited","code":429}}', RETRYABLE, RATE_LIMIT, HTTP 429
					'{"error":{"message":"upstream","code":502}}', RETRYABLE, DOWN, HTTP 502
					'{"error":{"message":"sorry","type":"server_error"}}', RETRYABLE, DOWN, sorry
					'{"data":[{"error":{"message":"unsafe picture"}}]}', FINAL, NONE, unsafe picture
					""")
	void editWhenSuccessIsAnErrorIsThatError(String body, Kind kind, Trouble trouble, String words) {
		this.provider.answers(whole("200 OK", body));
		CallFailure failure = failure();
		assertThat(failure).isNotInstanceOf(AnswerNotUnderstood.class);
		assertThat(failure.kind()).isEqualTo(kind);
		assertThat(failure.trouble()).isEqualTo(trouble);
		assertThat(failure).hasMessageStartingWith("OpenAI: ").hasMessageContaining(words);
	}

	@Test
	void editTakesTheImageOfAnAnswerThatAlsoHasAnError() throws Exception {
		this.provider.answers(whole("200 OK", SUCCESS.replaceFirst("\\{", "{\"error\":null,")));
		assertThat(edit().bytes()).isEqualTo(RESULT);
		this.provider.answers(whole("200 OK", SUCCESS.replaceFirst("\\{", "{\"error\":{\"message\":\"late\"},")));
		assertThat(edit().bytes()).isEqualTo(RESULT);
	}

	/**
	 * What a status says of the edit when a gateway gave it, and when OpenAI did.
	 */
	@ParameterizedTest
	@CsvSource({ "408, RETRYABLE, RETRYABLE", "429, RETRYABLE, RETRYABLE", "500, RETRYABLE, RETRYABLE",
			"501, ANSWER_LOST, RETRYABLE", "502, ANSWER_LOST, RETRYABLE", "503, RETRYABLE, RETRYABLE",
			"504, ANSWER_LOST, RETRYABLE", "520, ANSWER_LOST, RETRYABLE", "521, ANSWER_LOST, RETRYABLE",
			"522, ANSWER_LOST, RETRYABLE", "523, ANSWER_LOST, RETRYABLE", "524, ANSWER_LOST, RETRYABLE",
			"529, ANSWER_LOST, RETRYABLE", "400, FINAL, FINAL", "413, FINAL, FINAL" })
	void editTellsGatewaysFromTheProvider(int status, Kind gateway, Kind own) {
		for (String body : List.of("", "<html><title>Bad</title></html>", "bad", "{}", "{\"error\":\"bad\"}",
				"{\"error\":{}}", "{\"error\":{\"message\":\"\"}}", "{\"message\":\"bad\"}", "{\"detail\":\"bad\"}")) {
			this.provider.answers(whole(status + " X", body));
			assertThat(failure().kind()).as("%d %s", status, body).isEqualTo(gateway);
		}
		for (String body : List.of("{\"error\":{\"message\":\"bad\"}}", "\uFEFF{\"error\":{\"message\":\"bad\"}}",
				"{\"error\":{\"message\":\"bad\",\"type\":\"server_error\",\"code\":null}}",
				"{\"error\":{\"code\":\"server_error\"}}")) {
			this.provider.answers(whole(status + " X", body));
			assertThat(failure().kind()).as("%d %s", status, body).isEqualTo(own);
		}
	}

	@Test
	void editWhenErrorBreaksOffStillKnowsItsStatus() {
		this.provider.answers(head("429 Too Many", "Content-Length: 500\r\nRetry-After: 7") + "{\"error\":{\"mess");
		CallFailure failure = failure();
		assertThat(failure.kind()).isEqualTo(Kind.RETRYABLE);
		assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
	}

	@Test
	void editWhenGatewayAnswersBeforeTheRequestIsThereIsFree() {
		this.provider.answersAtOnce(whole("502 Bad Gateway", "<html></html>"));
		EditRequest endless = new EditRequest("p", () -> new Endless(), "image/png", "in.png", Duration.ofSeconds(20));
		CallFailure failure = catchThrowableOfType(CallFailure.class, () -> this.editor.edit(endless));
		assertThat(failure.kind()).isEqualTo(Kind.RETRYABLE);
	}

	@ParameterizedTest
	@MethodSource
	void editReportsTheWordsOfEveryKindOfError(String body, String words) {
		this.provider.answers(whole("400 Bad Request", body));
		assertThat(failure()).hasMessage("OpenAI: " + words + " (HTTP 400)");
	}

	static Stream<Arguments> editReportsTheWordsOfEveryKindOfError() {
		return Stream.of(Arguments.of("{\"error\":{\"message\":\"own\"}}", "own"),
				Arguments.of("{\"error\":\"text\"}", "text"), Arguments.of("{\"message\":\"text\"}", "text"),
				Arguments.of("{\"detail\":\"text\"}", "text"),
				Arguments.of(
						"{\"detail\":[{\"type\":\"missing\",\"loc\":[\"body\",\"prompt\"],\"msg\":\"Field required\","
								+ "\"input\":\"iVBORw0KGgo\"},{\"loc\":[\"body\",0],\"msg\":\"Too big\"}]}",
						"body.prompt: Field required; body.0: Too big"),
				Arguments.of("{\"detail\":{\"error\":\"deep\"}}", "deep"),
				Arguments.of("{\"errors\":[{\"message\":\"a\"},\"b\"]}", "a; b"),
				Arguments.of("{\"title\":\"Bad\",\"detail\":\"why\",\"status\":400}", "why"),
				Arguments.of("{\"title\":\"Bad\",\"status\":400}", "Bad"), Arguments.of("\"text\"", "text"),
				Arguments.of("Too\r\n many\ttokens", "Too many tokens"),
				Arguments.of("<!DOCTYPE html><html><head><title>400 Bad\nRequest</title>",
						"a web page came instead of an answer, \"400 Bad Request\""),
				Arguments.of("<html>no title", "a web page came instead of an answer"),
				Arguments.of("{}", "no explanation was given"), Arguments.of("", "no explanation was given"),
				Arguments.of("x".repeat(70_000), "x".repeat(1000) + "…"),
				Arguments.of("Wrong key " + KEY, "Wrong key ***"),
				Arguments.of("{\"detail\":\"Wrong key " + KEY + "\"}", "Wrong key ***"));
	}

	@ParameterizedTest
	@CsvSource(
			textBlock = """
					301, https://user:secret@api.example.com/v1/images/edits?token=secret, Set OPENAI_BASE_URL to https://api.example.com/v1.
					302, https://api.example.com:8443/openai/v1/images/edits/, Set OPENAI_BASE_URL to https://api.example.com:8443/openai/v1.
					307, /v2/images/edits, Set OPENAI_BASE_URL to ORIGIN/v2.
					308, //api.example.com/v1/images/edits, Set OPENAI_BASE_URL to http://api.example.com/v1.
					303, https://login.example.com/?next=secret, Check OPENAI_BASE_URL
					300, , no explanation was given
					304, , no explanation was given
					""")
	void editWhenRedirectedSaysWhatToSet(int status, String location, String hint) {
		this.provider.answers(
				head(status + " Moved", "Content-Length: 0" + ((location != null) ? "\r\nLocation: " + location : "")));
		CallFailure failure = failure();
		assertThat(failure.kind()).isEqualTo(Kind.FINAL);
		assertThat(failure).hasMessageContaining(hint.replace("ORIGIN", this.provider.origin()))
			.hasMessageNotContaining("secret");
		assertThat(this.provider.requests()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ORIGIN/files/1.png?sig=abc", "/files/1.png?sig=abc" })
	void editFetchesAnImageThatComesAsAnAddress(String address) throws Exception {
		this.provider.answersInTurn(
				whole("200 OK",
						"{\"data\":[{\"b64_json\":null,\"url\":\"" + address.replace("ORIGIN", this.provider.origin())
								+ "\"}],\"usage\":{\"output_tokens\":7}}"),
				whole("503 Busy", ""), head("200 OK", "Content-Length: 900") + "broken",
				head("200 OK", "Content-Length: 6") + "result");
		EditedImage edited = edit();
		assertThat(edited.bytes()).asString().isEqualTo("result");
		assertThat(edited.outputTokens()).isEqualTo(7);
		assertThat(this.provider.requests()).hasSize(4)
			.element(3, InstanceOfAssertFactories.STRING)
			.startsWith("GET /files/1.png?sig=abc ")
			.doesNotContain(KEY);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"b64_json\":\"AAA*A\",\"url\":\"/files/1.png\"}",
			"{\"url\":\"/files/1.png\",\"b64_json\":\"AAA*A\"}", "{\"url\":\"/files/1.png\",\"b64_json\":\"AAAAA\"}",
			"{\"b64_json\":\"\",\"url\":\"/files/1.png\"}" })
	void editTakesTheAddressBesideABrokenImage(String result) throws Exception {
		this.provider.answersInTurn(whole("200 OK", "{\"data\":[" + result + "],\"usage\":{\"output_tokens\":7}}"),
				head("200 OK", "Content-Length: 6") + "result");
		EditedImage edited = edit();
		assertThat(edited.bytes()).asString().isEqualTo("result");
		assertThat(edited.outputTokens()).isEqualTo(7);
	}

	@Test
	void editTakesTheImageInTheAddressBesideABrokenOne() throws Exception {
		this.provider.answers(whole("200 OK",
				"{\"data\":[{\"b64_json\":\"AAA*A\",\"url\":\"data:image/png;base64," + BASE64 + "\"}]}"));
		assertThat(edit().bytes()).isEqualTo(RESULT);
	}

	@Test
	void editThatIsInterruptedWhileItFetchesStillGivesTheImage() throws Exception {
		this.provider.answersInTurn(whole("200 OK", "{\"data\":[{\"url\":\"/files/1.png\"}]}"),
				RawProvider.HELD + head("200 OK", "Content-Length: 6") + "result");
		AtomicBoolean interrupted = new AtomicBoolean();
		FutureTask<EditedImage> call = new FutureTask<>(() -> {
			EditedImage edited = edit();
			interrupted.set(Thread.currentThread().isInterrupted());
			return edited;
		});
		Thread caller = new Thread(call);
		caller.start();
		Eventually.within(Duration.ofSeconds(20), () -> assertThat(this.provider.requests()).hasSize(2));
		caller.interrupt();
		this.provider.release();
		assertThat(call.get(20, TimeUnit.SECONDS).bytes()).asString().isEqualTo("result");
		assertThat(interrupted).isTrue();
	}

	@Test
	void editShowsTheKeyToTheProviderOnlyWhereItAsksForOne() throws Exception {
		this.provider.answersInTurn(whole("200 OK", "{\"data\":[{\"url\":\"/files/1.png\"}]}"),
				whole("401 Unauthorized", ""), head("200 OK", "Content-Length: 6") + "result");
		assertThat(edit().bytes()).asString().isEqualTo("result");
		assertThat(this.provider.requests().get(1)).doesNotContain(KEY);
		assertThat(this.provider.requests().get(2)).contains("Bearer " + KEY);
	}

	@Test
	@Tag("slow")
	void editWhenImageCannotBeFetchedDoesNotCountAsLost() {
		this.provider.answersInTurn(whole("200 OK", "{\"data\":[{\"url\":\"/files/1.png?sig=secret\"}]}"),
				whole("404 Not Found", ""));
		CallFailure failure = failure();
		assertThat(failure).isInstanceOf(AnswerNotUnderstood.class)
			.hasMessageContaining("could not be fetched from " + this.provider.origin() + ": HTTP 404")
			.hasMessageNotContaining("secret");
		assertThat(this.provider.requests()).hasSize(6);
	}

	@Test
	void editWhenImageIsNotFetchedInTimeDoesNotCountAsLost() {
		this.provider.answersInTurn(whole("200 OK", "{\"data\":[{\"url\":\"/files/1.png\"}]}"), RawProvider.SILENCE);
		EditRequest request = new EditRequest("p", () -> new ByteArrayInputStream(new byte[9]), "image/png", "in.png",
				Duration.ofSeconds(4));
		CallFailure failure = catchThrowableOfType(CallFailure.class, () -> this.editor.edit(request));
		assertThat(failure).isInstanceOf(AnswerNotUnderstood.class).hasMessageContaining("could not be fetched");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://other.example/1.png", "http://127.0.0.1:1/1.png", "http://localhost:PORT/1.png",
			"https://127.0.0.1:PORT/1.png", "http://127.0.0.1:PORT@other.example/1.png", "ftp://127.0.0.1/1.png",
			"file:///etc/passwd", "//other.example/1.png", "http://169.254.169.254/latest" })
	void editFetchesFromNobodyElse(String address) {
		this.provider.answers(whole("200 OK",
				"{\"data\":[{\"url\":\"" + address.replace("PORT", String.valueOf(this.provider.port())) + "\"}]}"));
		assertThat(failure()).isInstanceOf(AnswerNotUnderstood.class).hasMessageContaining("is not fetched");
		assertThat(this.provider.requests()).hasSize(1);
	}

	@Test
	@Tag("slow")
	void editFollowsNoRedirectWhileItFetches() {
		this.provider.answersInTurn(whole("200 OK", "{\"data\":[{\"url\":\"/files/1.png\"}]}"),
				head("302 Found", "Location: /elsewhere\r\nContent-Length: 0"));
		assertThat(failure()).hasMessageContaining("HTTP 302");
		assertThat(this.provider.requests()).noneMatch((request) -> request.contains("elsewhere"));
	}

	@Test
	void editTakesAnAddressThatHoldsTheImage() throws Exception {
		this.provider.answers(whole("200 OK", "{\"data\":[{\"url\":\"data:image/png;base64," + BASE64 + "\"}]}"));
		assertThat(edit().bytes()).isEqualTo(RESULT);
		this.provider.answers(whole("200 OK", "{\"data\":[{\"url\":\"data:image/png;base64,?\"}]}"));
		assertThat(failure()).isInstanceOf(AnswerNotUnderstood.class);
	}

	private EditedImage edit() throws CallFailure {
		return this.editor.edit(request());
	}

	private CallFailure failure() {
		return catchThrowableOfType(CallFailure.class, this::edit);
	}

	private static EditRequest request() {
		return new EditRequest("make it blue", () -> new ByteArrayInputStream(new byte[2000]), "image/png", "in.png",
				Duration.ofSeconds(30));
	}

	private static byte[] bytes(int count) {
		byte[] bytes = new byte[count];
		new Random(count).nextBytes(bytes);
		return bytes;
	}

	private static String success(String image) {
		return "{\"created\":1,\"data\":[{\"b64_json\":" + image
				+ "}],\"usage\":{\"input_tokens\":300,\"output_tokens\":4160}}";
	}

	private static String head(String status, String headers) {
		return "HTTP/1.1 " + status + "\r\nConnection: close\r\n" + headers + "\r\n\r\n";
	}

	private static String whole(String status, String body) {
		return head(status, "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length) + body;
	}

	/**
	 * Goes on until nobody reads it.
	 */
	private static final class Endless extends InputStream {

		@Override
		public int read() {
			return 7;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) {
			return length;
		}

	}

	/**
	 * Answers with bytes, one request a connection.
	 */
	private static final class RawProvider implements AutoCloseable {

		static final String SILENCE = "silence";

		/**
		 * The answer is held back until {@link #release()}.
		 */
		static final String HELD = "held ";

		private final ServerSocket server;

		private final List<String> requests = new CopyOnWriteArrayList<>();

		private volatile List<byte[]> answers = List.of();

		private volatile boolean atOnce;

		private final CountDownLatch released = new CountDownLatch(1);

		RawProvider() {
			try {
				this.server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			Thread thread = new Thread(this::serve, "raw-provider");
			thread.setDaemon(true);
			thread.start();
		}

		int port() {
			return this.server.getLocalPort();
		}

		String origin() {
			return "http://127.0.0.1:" + port();
		}

		void answers(String head, byte[]... body) {
			ByteArrayOutputStream answer = new ByteArrayOutputStream();
			answer.writeBytes(head.getBytes(StandardCharsets.UTF_8));
			for (byte[] bytes : body) {
				answer.writeBytes(bytes);
			}
			this.requests.clear();
			this.answers = List.of(answer.toByteArray());
		}

		void answersInTurn(String... answers) {
			this.requests.clear();
			this.answers = Stream.of(answers).map((answer) -> answer.getBytes(StandardCharsets.UTF_8)).toList();
		}

		void answersAtOnce(String answer) {
			this.atOnce = true;
			answers(answer);
		}

		List<String> requests() {
			return this.requests;
		}

		void release() {
			this.released.countDown();
		}

		private void serve() {
			while (!this.server.isClosed()) {
				try (Socket socket = this.server.accept()) {
					answer(socket);
				}
				catch (IOException ex) {
					// The client hung up, or the test is over.
				}
			}
		}

		private void answer(Socket socket) throws IOException {
			this.requests.add(request(socket.getInputStream()));
			byte[] answer = this.answers.get(Math.min(this.requests.size(), this.answers.size()) - 1);
			if (new String(answer, StandardCharsets.UTF_8).equals(SILENCE)) {
				socket.getInputStream().transferTo(ByteArrayOutputStream.nullOutputStream());
				return;
			}
			if (new String(answer, StandardCharsets.UTF_8).startsWith(HELD)) {
				awaitRelease();
				answer = Arrays.copyOfRange(answer, HELD.length(), answer.length);
			}
			socket.getOutputStream().write(answer);
			socket.getOutputStream().flush();
			socket.shutdownOutput();
			if (this.atOnce) {
				socket.setSoTimeout(20_000);
				socket.getInputStream().readNBytes(3_000_000);
				return;
			}
			socket.getInputStream().transferTo(ByteArrayOutputStream.nullOutputStream());
		}

		private void awaitRelease() throws IOException {
			try {
				this.released.await();
			}
			catch (InterruptedException ex) {
				throw new IOException("Nobody released the answer", ex);
			}
		}

		/**
		 * Read a request to its end: an edit comes in chunks, and what is fetched has no
		 * body.
		 */
		private String request(InputStream in) throws IOException {
			StringBuilder request = new StringBuilder();
			while (!isComplete(request)) {
				int b = in.read();
				if (b < 0) {
					throw new SocketException("The request broke off");
				}
				request.append((char) b);
			}
			return request.toString();
		}

		private boolean isComplete(StringBuilder request) {
			int end = request.indexOf("\r\n\r\n");
			return end >= 0 && (this.atOnce || request.charAt(0) == 'G' || request.indexOf("\r\n0\r\n\r\n", end) > 0);
		}

		@Override
		public void close() throws IOException {
			this.server.close();
		}

	}

}
