package io.wxomedia.exchange;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import com.sun.net.httpserver.HttpServer;
import io.wxomedia.destination.AddressRules;
import io.wxomedia.destination.AllowedHosts;
import io.wxomedia.destination.DestinationGuard;
import io.wxomedia.destination.FakeHostResolver;
import io.wxomedia.destination.PrivateNetworks;
import io.wxomedia.destination.Purpose;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AttemptSender} against real sockets.
 */
@Timeout(60)
class AttemptSenderTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private static final Duration SHORT = Duration.ofMillis(600);

	private static final Duration SHORT_AND_A_BIT = Duration.ofSeconds(15);

	private final FakeHostResolver resolver = new FakeHostResolver().with("receiver.test", "127.0.0.1")
		.with("two.test", "127.0.0.2", "127.0.0.1")
		.with("rebinding.test", "8.8.8.8")
		.with("rebinding.test", "127.0.0.1");

	private final List<AutoCloseable> resources = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
	}

	@Test
	void sendPostsTheBodyWithItsHeaders() {
		FakeReceiver receiver = open(FakeReceiver.answering("200 OK", "thanks"));
		Attempt attempt = sender(LONG).send(url("http://receiver.test:%d/a%%20b?token=s3cret&x=1", receiver),
				Map.of("webhook-id", "job-1", "webhook-timestamp", "1700000000"), body("{\"status\":\"completed\"}"));
		assertThat(attempt.succeeded()).isTrue();
		assertThat(attempt.status()).isEqualTo(200);
		assertThat(attempt.error()).isNull();
		assertThat(attempt.excerpt()).isEqualTo("thanks");
		assertThat(attempt.duration()).isPositive().isLessThan(LONG);
		assertThat(receiver.heads).singleElement().satisfies((head) -> {
			assertThat(head.lines()).first().isEqualTo("POST /a%20b?token=s3cret&x=1 HTTP/1.1");
			assertThat(head.lines().skip(1).filter((line) -> !line.isEmpty())).containsExactlyInAnyOrder(
					"webhook-id: job-1", "webhook-timestamp: 1700000000", "Content-Type: application/json",
					"Content-Length: 22", "Host: receiver.test:" + receiver.port(), "User-Agent: wxo-media-service",
					"Connection: close");
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			200 | true  |
			201 | true  |
			202 | true  |
			204 | true  |
			299 | true  |
			301 | false | redirect refused: HTTP 301
			302 | false | redirect refused: HTTP 302
			304 | false | redirect refused: HTTP 304
			308 | false | redirect refused: HTTP 308
			400 | false | HTTP 400
			401 | false | HTTP 401
			407 | false | HTTP 407
			429 | false | HTTP 429
			500 | false | HTTP 500
			503 | false | HTTP 503
			""")
	void sendMakesOneRequestAndReportsItsStatus(int status, boolean succeeded, String error) throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.resources.add(() -> server.stop(0));
		List<String> requests = new CopyOnWriteArrayList<>();
		server.createContext("/", (exchange) -> {
			requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
			exchange.getRequestBody().readAllBytes();
			exchange.getResponseHeaders().add("Location", "/elsewhere");
			exchange.getResponseHeaders().add("Retry-After", "0");
			exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"x\"");
			exchange.getResponseHeaders().add("Set-Cookie", "a=b");
			exchange.sendResponseHeaders(status, -1);
			exchange.close();
		});
		server.start();
		Attempt attempt = send(LONG, URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/cb"));
		assertThat(attempt).extracting(Attempt::status, Attempt::succeeded, Attempt::error, Attempt::excerpt)
			.containsExactly(status, succeeded, error, null);
		assertThat(requests).containsExactly("POST /cb");
	}

	@Test
	void sendUsesNewConnectionForEveryAttempt() {
		FakeReceiver receiver = open(FakeReceiver.answering("200 OK\nConnection: keep-alive\nSet-Cookie: a=b", "ok"));
		AttemptSender sender = sender(LONG);
		for (int i = 0; i < 3; i++) {
			assertThat(sender.send(url("http://127.0.0.1:%d/", receiver), Map.of(), body("{}")).succeeded()).isTrue();
		}
		assertThat(receiver.connections).hasValue(3);
		assertThat(receiver.heads).hasSize(3).noneMatch((head) -> head.toLowerCase().contains("cookie"));
	}

	@Test
	void sendWhenAnsweredEndsTheConnectionWithoutReset() {
		CompletableFuture<String> end = new CompletableFuture<>();
		FakeReceiver receiver = open(new FakeReceiver((it, socket) -> {
			it.readRequest(socket);
			it.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
			try {
				it.waitForEnd(socket);
				end.complete("closed");
			}
			catch (IOException ex) {
				end.complete(ex.toString());
			}
		}));
		assertThat(send(LONG, url("http://127.0.0.1:%d/", receiver)).succeeded()).isTrue();
		assertThat(end.join()).isEqualTo("closed");
	}

	@Test
	void sendStreamsLargeBodies() {
		FakeReceiver receiver = open(FakeReceiver.answering("200 OK", ""));
		long length = 200L << 20;
		Attempt attempt = sender(LONG).send(url("http://127.0.0.1:%d/", receiver), Map.of(), zeros(length));
		assertThat(attempt.error()).isNull();
		assertThat(receiver.bodyLengths).containsExactly(length);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://2130706433:%d/", "http://0x7f.1:%d/", "http://127.0.0.1:%d/",
			"http://[::ffff:7f00:1]:%d/" })
	void sendWhenHostIsLiteralConnectsToTheAddressItMeans(String url) {
		FakeReceiver receiver = open(FakeReceiver.answering("200 OK", ""));
		assertThat(send(LONG, url(url, receiver)).succeeded()).isTrue();
		assertThat(receiver.heads).singleElement().asString().contains("Host: 127.0.0.1:" + receiver.port());
	}

	@Test
	void sendWhenHostIsIpv6LiteralKeepsBracketsInHostHeader() throws IOException {
		FakeReceiver receiver = open(
				new FakeReceiver(new ServerSocket(0, 50, InetAddress.getByName("::1")), (it, socket) -> {
					it.readRequest(socket);
					it.write(socket, "HTTP/1.1 204 No Content\r\n\r\n");
				}));
		assertThat(send(LONG, url("http://[::1]:%d//double?", receiver)).error()).isNull();
		assertThat(receiver.heads).singleElement()
			.asString()
			.startsWith("POST //double? HTTP/1.1")
			.contains("Host: [::1]:" + receiver.port());
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://127.0.0.1:%d/", "http://2130706433:%d/", "http://127.1:%d/", "http://[::1]:%d/",
			"http://[::ffff:127.0.0.1]:%d/", "http://receiver.test:%d/", "http://localhost.:%d/" })
	void sendWhenAddressIsNotAllowedNeverConnects(String url) {
		this.resolver.with("localhost", "127.0.0.1");
		FakeReceiver receiver = open(FakeReceiver.answering("200 OK", ""));
		Attempt attempt = sender(PrivateNetworks.DENY, LONG).send(url(url, receiver), Map.of(), body("{}"));
		assertThat(attempt.succeeded()).isFalse();
		assertThat(attempt.trouble()).isEqualTo(Trouble.ADDRESS_PRIVATE.word());
		assertThat(attempt.status()).isNull();
		assertThat(attempt.error()).startsWith("Callbacks to ").contains("CALLBACK_PRIVATE_NETWORKS=allow");
		assertThat(receiver.connections).hasValue(0);
	}

	@Test
	void sendWhenNameMeansAnotherAddressThanAtSubmitNeverConnects() {
		FakeReceiver receiver = open(FakeReceiver.answering("200 OK", ""));
		DestinationGuard guard = guard(PrivateNetworks.DENY);
		URI url = url("http://rebinding.test:%d/", receiver);
		assertThat(guard.check(url).accepted()).isTrue();
		assertThat(sender(guard, LONG).send(url, Map.of(), body("{}")).error()).contains("rebinding.test (127.0.0.1)");
		assertThat(receiver.connections).hasValue(0);
	}

	@Test
	void sendWhenFirstAddressRefusesTriesTheNext() {
		FakeReceiver receiver = open(FakeReceiver.answering("200 OK", ""));
		assertThat(send(LONG, url("http://two.test:%d/", receiver)).succeeded()).isTrue();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					ftp://receiver.test/                | URL_INVALID  | the URL must start with http:// or https://
					http://me:pw@receiver.test/         | URL_INVALID  | the URL must not contain a user name or password
					http://unknown.test/cb?token=s3cret | NAME_UNKNOWN | UnknownHostException: unknown.test: Name or service not known
					""")
	void sendWhenUrlLeadsNowhereFails(URI url, Trouble trouble, String error) {
		Attempt attempt = send(LONG, url);
		assertThat(attempt.succeeded()).isFalse();
		assertThat(attempt.trouble()).isEqualTo(trouble.word());
		assertThat(attempt.error()).isEqualTo(error);
	}

	@Test
	void sendWhenNobodyListensFails() throws IOException {
		int port;
		try (ServerSocket unused = new ServerSocket(0)) {
			port = unused.getLocalPort();
		}
		Attempt attempt = send(LONG, URI.create("http://127.0.0.1:" + port + "/?token=s3cret"));
		assertThat(attempt.error()).isEqualTo("ConnectException: Connection refused");
		assertThat(attempt.trouble()).isEqualTo(Trouble.CONNECTION_REFUSED.word());
	}

	@Test
	void sendWhenReceiverClosesWithoutAnswerFails() {
		FakeReceiver receiver = open(new FakeReceiver(FakeReceiver::readRequest));
		Attempt attempt = send(LONG, url("http://127.0.0.1:%d/?token=s3cret", receiver));
		assertThat(attempt.error()).startsWith("NoHttpResponseException: ").doesNotContain("s3cret");
		assertThat(attempt.trouble()).isEqualTo(Trouble.CONNECTION_LOST.word());
		assertThat(receiver.connections).hasValue(1);
	}

	@Test
	void sendWhenReceiverTalksNonsenseFails() {
		FakeReceiver receiver = open(new FakeReceiver((it, socket) -> {
			it.readRequest(socket);
			it.write(socket, "SSH-2.0-OpenSSH_9.2\r\n\r\n");
		}));
		Attempt attempt = send(LONG, url("http://127.0.0.1:%d/?token=s3cret", receiver));
		assertThat(attempt.error()).isNotNull().doesNotContain("s3cret", "\n");
		assertThat(attempt.trouble()).isEqualTo(Trouble.NOT_HTTP.word());
	}

	@Test
	void sendWhenReceiverNeverAnswersIsCutOff() {
		assertCutOff(Trouble.ANSWER_TIMED_OUT, new FakeReceiver((receiver, socket) -> {
			receiver.readRequest(socket);
			receiver.waitForEnd(socket);
		}), body("{}"));
	}

	@Test
	void sendWhenReceiverNeverReadsIsCutOff() {
		assertCutOff(Trouble.SEND_TIMED_OUT, new FakeReceiver((receiver, socket) -> receiver.stall()),
				zeros(50L << 20));
	}

	@Test
	void sendWhenReceiverDripsHeadersIsCutOff() {
		assertCutOff(Trouble.ANSWER_TIMED_OUT, new FakeReceiver((receiver, socket) -> {
			receiver.readRequest(socket);
			receiver.write(socket, "HTTP/1.1 200 OK\r\nX-Drip: ");
			while (!receiver.pause()) {
				receiver.write(socket, "x");
			}
		}), body("{}"));
	}

	@Test
	void sendWhenReceiverOnlyPromisesIsCutOff() {
		assertCutOff(Trouble.ANSWER_TIMED_OUT, new FakeReceiver((receiver, socket) -> {
			receiver.readRequest(socket);
			while (!receiver.pause()) {
				receiver.write(socket, "HTTP/1.1 100 Continue\r\n\r\n");
			}
		}), body("{}"));
	}

	@Test
	void sendWhenLookupHangsIsCutOff() {
		Attempt attempt = send(SHORT, URI.create("http://hanging.test/"));
		assertThat(attempt.succeeded()).isFalse();
		assertThat(attempt.trouble()).isEqualTo(Trouble.LOOKUP_TIMED_OUT.word());
		assertThat(attempt.duration()).isBetween(SHORT.minusMillis(100), SHORT_AND_A_BIT);
	}

	@Test
	void sendWhenNoneOfManyAddressesAnswersIsCutOff() throws IOException {
		this.resolver.with("dead.test", "127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5");
		try (ServerSocket full = new ServerSocket(0, 1)) {
			this.resources.addAll(fill(full));
			Attempt attempt = send(SHORT, URI.create("http://dead.test:" + full.getLocalPort() + "/"));
			assertThat(attempt.error()).isEqualTo("timed out after 0.6 s");
			assertThat(attempt.trouble()).isEqualTo(Trouble.CONNECT_TIMED_OUT.word());
			assertThat(attempt.duration()).isBetween(SHORT.minusMillis(100), SHORT_AND_A_BIT);
		}
	}

	@Test
	void receiverThatDoesNotReadIsSentLittle() throws IOException {
		AtomicLong read = new AtomicLong();
		OutgoingBody body = counted(32L << 20, read);
		try (ServerSocket deaf = new ServerSocket()) {
			deaf.setReceiveBufferSize(64 * 1024);
			deaf.bind(new InetSocketAddress("127.0.0.1", 0));
			Attempt attempt = sender(Duration.ofSeconds(3))
				.send(URI.create("http://127.0.0.1:" + deaf.getLocalPort() + "/"), Map.of(), body);
			assertThat(attempt.error()).isEqualTo("timed out after 3 s");
		}
		assertThat(read.get()).isBetween(1L, 2L << 20);
	}

	@Test
	void sendWhenReceiverDripsBodyAfterSuccessSucceeds() {
		FakeReceiver receiver = open(new FakeReceiver((it, socket) -> {
			it.readRequest(socket);
			it.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nok");
			while (!it.pause()) {
				it.write(socket, ".");
			}
		}));
		Duration limit = Duration.ofSeconds(2);
		Attempt attempt = send(limit, url("http://127.0.0.1:%d/", receiver));
		assertThat(attempt.succeeded()).isTrue();
		assertThat(attempt.trouble()).isNull();
		assertThat(attempt.excerpt()).startsWith("ok.");
		assertThat(attempt.duration()).isBetween(limit.minusMillis(100), SHORT_AND_A_BIT);
	}

	@Test
	void sendWhenAnswerNeverEndsReadsItsBeginningOnly() {
		FakeReceiver receiver = open(new FakeReceiver((it, socket) -> {
			it.readRequest(socket);
			it.write(socket, "HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n");
			while (!socket.isClosed()) {
				it.write(socket, "1000\r\n" + "x".repeat(0x1000) + "\r\n");
			}
		}));
		Attempt attempt = send(LONG, url("http://127.0.0.1:%d/", receiver));
		assertThat(attempt.error()).isEqualTo("HTTP 500");
		assertThat(attempt.excerpt()).isEqualTo("x".repeat(2048));
		assertThat(attempt.duration()).isLessThan(LONG.dividedBy(2));
	}

	@Test
	void sendWhenAnswerHasEndlessHeadersFails() {
		FakeReceiver receiver = open(new FakeReceiver((it, socket) -> {
			it.readRequest(socket);
			it.write(socket, "HTTP/1.1 200 OK\r\n");
			while (!socket.isClosed()) {
				it.write(socket, "X-Header: x\r\n");
			}
		}));
		Attempt attempt = send(LONG, url("http://127.0.0.1:%d/", receiver));
		assertThat(attempt.error()).contains("header count");
		assertThat(attempt.trouble()).isEqualTo(Trouble.NOT_HTTP.word());
		assertThat(attempt.duration()).isLessThan(LONG.dividedBy(2));
	}

	@ParameterizedTest
	@CsvSource({ "413 Too Large, 413, HTTP 413", "200 OK, 200," })
	void sendWhenReceiverAnswersBeforeItHasReadEverythingUnderstandsTheAnswer(String line, int status, String error) {
		FakeReceiver receiver = open(new FakeReceiver((it, socket) -> {
			it.write(socket, "HTTP/1.1 " + line + "\r\nContent-Length: 5\r\n\r\nearly");
			it.stall();
		}));
		Attempt attempt = sender(LONG).send(url("http://127.0.0.1:%d/", receiver), Map.of(), zeros(50L << 20));
		assertThat(attempt).extracting(Attempt::status, Attempt::error, Attempt::excerpt)
			.containsExactly(status, error, "early");
	}

	@Test
	void sendWhenAnswerIsNotPlainTextKeepsWhatIsReadable() {
		FakeReceiver receiver = open(new FakeReceiver((it, socket) -> {
			it.readRequest(socket);
			it.write(socket, "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=no-such\r\n\r\n\u0000\u001B[31m "
					+ "é".repeat(1021) + "é and more");
		}));
		assertThat(send(LONG, url("http://127.0.0.1:%d/", receiver)).excerpt()).isEqualTo("[31m " + "é".repeat(1020));
	}

	@Test
	void sendWhenAnswerRepeatsTheUrlHidesItsQuery() {
		FakeReceiver receiver = open(FakeReceiver.answering("404 Not Found", "No such page: /cb?token=s3cret"));
		assertThat(send(LONG, url("http://127.0.0.1:%d/cb?token=s3cret", receiver)).excerpt())
			.isEqualTo("No such page: /cb?***");
	}

	@Test
	void sendWhenBodyCannotBeReadFails() {
		FakeReceiver receiver = open(FakeReceiver.answering("200 OK", ""));
		Attempt attempt = sender(LONG).send(url("http://127.0.0.1:%d/", receiver), Map.of(), new OutgoingBody() {

			@Override
			public long length() {
				return 10;
			}

			@Override
			public InputStream open() throws IOException {
				throw new IOException("The payload is gone");
			}

		});
		assertThat(attempt.error()).isEqualTo("IOException: The payload is gone");
		assertThat(attempt.trouble()).isEqualTo(Trouble.BODY_UNREADABLE.word());
		assertThat(receiver.heads).isEmpty();
	}

	@Test
	void sendWhenBodyBreaksOffIsNotTheReceiversFault() {
		FakeReceiver receiver = open(new FakeReceiver((it, socket) -> it.readRequest(socket)));
		Attempt attempt = sender(LONG).send(url("http://127.0.0.1:%d/", receiver), Map.of(), new OutgoingBody() {

			@Override
			public long length() {
				return 1 << 20;
			}

			@Override
			public InputStream open() {
				return new Zeros(1 << 19);
			}

		});
		assertThat(attempt.error()).isEqualTo("EOFException: The body is shorter than it was");
		assertThat(attempt.trouble()).isEqualTo(Trouble.BODY_UNREADABLE.word());
	}

	@Test
	void sendFromManyThreadsDeliversEveryCallback() {
		FakeReceiver receiver = open(FakeReceiver.answering("200 OK", "ok"));
		AttemptSender sender = sender(LONG);
		List<CompletableFuture<Attempt>> attempts = IntStream.range(0, 100)
			.mapToObj((i) -> CompletableFuture.supplyAsync(
					() -> sender.send(url("http://receiver.test:%d/", receiver), Map.of(), body("{}")),
					(work) -> new Thread(work).start()))
			.toList();
		assertThat(attempts).allSatisfy((attempt) -> assertThat(attempt.join().error()).isNull());
		assertThat(receiver.connections).hasValue(100);
	}

	@Test
	void sendIgnoresTheProxiesOfTheJvm() {
		FakeReceiver receiver = open(FakeReceiver.answering("200 OK", ""));
		FakeReceiver proxy = open(FakeReceiver.answering("200 OK", ""));
		Map<String, String> settings = Map.of("http.proxyHost", "127.0.0.1", "http.proxyPort", "" + proxy.port(),
				"http.nonProxyHosts", "", "socksProxyHost", "127.0.0.1", "socksProxyPort", "" + proxy.port());
		settings.forEach(System::setProperty);
		try {
			assertThat(send(LONG, url("http://receiver.test:%d/", receiver)).succeeded()).isTrue();
		}
		finally {
			settings.keySet().forEach(System::clearProperty);
		}
		assertThat(proxy.connections).hasValue(0);
		assertThat(receiver.connections).hasValue(1);
	}

	private void assertCutOff(Trouble trouble, FakeReceiver receiver, OutgoingBody body) {
		open(receiver);
		Attempt attempt = sender(SHORT).send(url("http://127.0.0.1:%d/?token=s3cret", receiver), Map.of(), body);
		assertThat(attempt.succeeded()).isFalse();
		assertThat(attempt.status()).isNull();
		assertThat(attempt.error()).isEqualTo("timed out after 0.6 s");
		assertThat(attempt.trouble()).isEqualTo(trouble.word());
		assertThat(attempt.duration()).isBetween(SHORT.minusMillis(100), SHORT_AND_A_BIT);
	}

	private static List<Socket> fill(ServerSocket server) throws IOException {
		List<Socket> sockets = new ArrayList<>();
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> {
			for (int i = 0; i < 20; i++) {
				Socket socket = new Socket();
				sockets.add(socket);
				socket.connect(new InetSocketAddress("127.0.0.1", server.getLocalPort()), 200);
			}
		});
		return sockets;
	}

	private Attempt send(Duration timeout, URI url) {
		return sender(timeout).send(url, Map.of(), body("{}"));
	}

	private AttemptSender sender(Duration timeout) {
		return sender(PrivateNetworks.ALLOW, timeout);
	}

	private AttemptSender sender(PrivateNetworks privateNetworks, Duration timeout) {
		return sender(guard(privateNetworks), timeout);
	}

	private AttemptSender sender(DestinationGuard guard, Duration timeout) {
		AttemptSender sender = new AttemptSender(guard, timeout);
		return open(sender);
	}

	private DestinationGuard guard(PrivateNetworks privateNetworks) {
		return open(new DestinationGuard(new Purpose("Callbacks", "CALLBACK"),
				new AddressRules(privateNetworks, false, AllowedHosts.valueOf("")), false, this.resolver));
	}

	private <T extends AutoCloseable> T open(T resource) {
		this.resources.add(resource);
		return resource;
	}

	private static URI url(String format, FakeReceiver receiver) {
		return URI.create(format.formatted(receiver.port()));
	}

	private static OutgoingBody body(String json) {
		byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
		return new OutgoingBody() {

			@Override
			public long length() {
				return bytes.length;
			}

			@Override
			public InputStream open() {
				return new ByteArrayInputStream(bytes);
			}

		};
	}

	private static OutgoingBody zeros(long length) {
		return counted(length, new AtomicLong());
	}

	private static OutgoingBody counted(long length, AtomicLong read) {
		return new OutgoingBody() {

			@Override
			public long length() {
				return length;
			}

			@Override
			public InputStream open() {
				return new Zeros(length) {

					@Override
					public int read(byte[] target, int offset, int count) {
						int part = super.read(target, offset, count);
						read.addAndGet(Math.max(0, part));
						return part;
					}

				};
			}

		};
	}

}
