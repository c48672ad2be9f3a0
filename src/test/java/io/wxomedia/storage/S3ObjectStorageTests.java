package io.wxomedia.storage;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.wxomedia.testing.S3Server;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link S3ObjectStorage}.
 */
class S3ObjectStorageTests {

	private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

	@SuppressWarnings("NullAway.Init")
	private static S3Server server;

	private final S3ObjectStorage storage = storage(S3Server.ACCESS_KEY_ID, S3Server.SECRET_ACCESS_KEY);

	@BeforeAll
	static void startServer() {
		server = S3Server.start("inputs", "results", "many", "odd");
	}

	@AfterAll
	static void stopServer() {
		server.close();
	}

	@AfterEach
	void closeStorage() {
		this.storage.close();
	}

	@Test
	void putStoresContentAndType() throws Exception {
		this.storage.put("results", "a/b.png", content(HELLO));
		assertThat(read("results", "a/b.png")).isEqualTo(HELLO);
		assertThat(server.client().headObject((head) -> head.bucket("results").key("a/b.png")).contentType())
			.isEqualTo("image/png");
	}

	@Test
	void putReplacesWhatWasThere() throws Exception {
		this.storage.put("results", "twice", content("old and longer".getBytes(StandardCharsets.UTF_8)));
		this.storage.put("results", "twice", content(HELLO));
		assertThat(read("results", "twice")).isEqualTo(HELLO);
	}

	@Test
	void putStoresLargeContent() throws Exception {
		this.storage.put("results", "large", content(new byte[20_000_000]));
		assertThat(read("results", "large")).hasSize(20_000_000);
	}

	@Test
	void listGivesEveryKeyOfEveryPageInOrder() {
		List<String> expected = new ArrayList<>();
		for (int i = 0; i < 1001; i++) {
			String key = "in/%04d.png".formatted(i);
			server.client().putObject((put) -> put.bucket("many").key(key), RequestBody.fromBytes(new byte[1]));
			expected.add(key);
		}
		assertThat(list("many", "in/")).isEqualTo(expected);
	}

	@Test
	void listLeavesOutFoldersAndOtherPrefixes() {
		for (String key : List.of("pre/", "pre/a.png", "pre/sub/", "pre/sub/b.png", "other/c.png")) {
			server.client().putObject((put) -> put.bucket("inputs").key(key), RequestBody.empty());
		}
		assertThat(list("inputs", "pre/")).containsExactly("pre/a.png", "pre/sub/b.png");
		assertThat(list("inputs", "nothing/")).isEmpty();
		assertThat(list("inputs", "")).contains("other/c.png");
	}

	@Test
	void listPassesOnWhatTheConsumerThrows() {
		this.storage.put("inputs", "stop/a", content(HELLO));
		assertThatIllegalStateException().isThrownBy(() -> this.storage.list("inputs", "stop/", (key) -> {
			throw new IllegalStateException("enough");
		})).withMessage("enough");
	}

	@ParameterizedTest
	@ValueSource(strings = { "odd/with space.png", "odd/a+b.png", "odd/100%.png", "odd/%2B.png", "odd/a#b?c&d=e.png",
			"odd/é à ü 图片.png", "odd/quote'\"<>.png", "odd/.hidden", "odd/back\\slash.png", "odd/emoji😀.png" })
	void keysSurviveEveryOperation(String key) throws Exception {
		this.storage.put("odd", key, content(HELLO));
		assertThat(list("odd", "odd/")).contains(key);
		assertThat(read("odd", key)).isEqualTo(HELLO);
		assertThat(fetch(this.storage.link("odd", key, Duration.ofMinutes(1)))).isEqualTo("200 hello");
		server.client().deleteObject((delete) -> delete.bucket("odd").key(key));
	}

	@Test
	void linkReadsWithoutCredentials() throws Exception {
		this.storage.put("results", "linked.png", content(HELLO));
		URI link = this.storage.link("results", "linked.png", Duration.ofSeconds(900));
		assertThat(link.getPath()).isEqualTo("/results/linked.png");
		assertThat(link.getQuery()).contains("X-Amz-Expires=900").contains("/eu-geo/s3/aws4_request");
		assertThat(fetch(link)).isEqualTo("200 hello");
	}

	@Test
	void linkOfAnotherObjectIsRefused() throws Exception {
		this.storage.put("results", "one.png", content(HELLO));
		this.storage.put("results", "two.png", content(HELLO));
		String link = this.storage.link("results", "one.png", Duration.ofMinutes(1)).toString();
		assertThat(fetch(URI.create(link.replace("one.png", "two.png")))).startsWith("403");
		assertThat(fetch(URI.create(link.replace("Expires=60", "Expires=61")))).startsWith("403");
	}

	@Test
	void linkExpires() throws Exception {
		this.storage.put("results", "brief.png", content(HELLO));
		URI link = this.storage.link("results", "brief.png", Duration.ofSeconds(1));
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> fetch(link).startsWith("403"));
	}

	@Test
	void linkCarriesThePublicEndpoint() {
		try (S3ObjectStorage withPublicEndpoint = new S3ObjectStorage(properties(server.endpoint().toString(),
				"s3.example.com", S3Server.ACCESS_KEY_ID, S3Server.SECRET_ACCESS_KEY))) {
			URI link = withPublicEndpoint.link("results", "a.png", Duration.ofMinutes(1));
			assertThat(link).hasScheme("https").hasHost("s3.example.com").hasPath("/results/a.png");
		}
	}

	@Test
	void getClosedEarlyLeavesTheStorageUsable() throws Exception {
		this.storage.put("results", "long", content(new byte[20_000_000]));
		for (int i = 0; i < 10; i++) {
			try (InputStream object = this.storage.get("results", "long")) {
				assertThat(object.readNBytes(10)).hasSize(10);
			}
		}
		assertThat(read("results", "long")).hasSize(20_000_000);
	}

	@Test
	void getWhenConnectionBreaksNeverLooksComplete() throws Exception {
		try (ServerSocket broken = new ServerSocket(0);
				S3ObjectStorage unlucky = new S3ObjectStorage(
						properties("http://127.0.0.1:" + broken.getLocalPort(), null, "id", "secret"))) {
			Thread hangUp = new Thread(() -> answerHalf(broken));
			hangUp.start();
			try (InputStream object = unlucky.get("results", "half.png")) {
				assertThatIOException().isThrownBy(object::readAllBytes);
			}
			hangUp.join();
		}
	}

	@Test
	void getOfUnknownObjectSaysSo() {
		assertThatExceptionOfType(StorageFailure.class).isThrownBy(() -> this.storage.get("results", "none.png"))
			.withMessageContaining("Cannot read object \"none.png\" in bucket \"results\": NoSuchKey (HTTP 404");
	}

	@Test
	void listOfUnknownBucketSaysSo() {
		assertThatExceptionOfType(StorageFailure.class)
			.isThrownBy(() -> this.storage.list("no-such-bucket", "", (key) -> {
			}))
			.withMessageContaining("Cannot list bucket \"no-such-bucket\": NoSuchBucket")
			.withMessageContaining("COS_ENDPOINT");
	}

	@ParameterizedTest
	@ValueSource(ints = { 10, 5_000_000, 40_000_000 })
	void putToUnknownBucketSaysSo(int length) {
		try (S3ObjectStorage misconfigured = new S3ObjectStorage(
				new StorageProperties(server.endpoint().toString(), null, "eu-geo", S3Server.ACCESS_KEY_ID,
						S3Server.SECRET_ACCESS_KEY, null, "no-such-bucket", null, "", "", 900))) {
			assertThatExceptionOfType(StorageFailure.class)
				.isThrownBy(() -> misconfigured.put("no-such-bucket", "a.png", content(new byte[length])))
				.withMessageContaining("Cannot store object \"a.png\" in bucket \"no-such-bucket\": NoSuchBucket")
				.withMessageContaining("COS_OUTPUT_BUCKET (or COS_BUCKET)");
		}
	}

	@RepeatedTest(5)
	void putAfterRefusalsStillWorks() throws Exception {
		byte[] bytes = new byte[5_000_000];
		for (int i = 0; i < 6; i++) {
			assertThatExceptionOfType(StorageFailure.class)
				.isThrownBy(() -> this.storage.put("no-such-bucket", "a.png", content(bytes)));
		}
		for (int i = 0; i < 20; i++) {
			this.storage.put("results", "after.png", content(HELLO));
			assertThat(read("results", "after.png")).isEqualTo(HELLO);
		}
	}

	@Test
	void wrongKeyIdIsExplained() {
		try (S3ObjectStorage stranger = storage("another-key-id", "whatever-secret")) {
			assertThatExceptionOfType(StorageFailure.class).isThrownBy(() -> list(stranger))
				.withMessageContaining("InvalidAccessKeyId")
				.withMessageContaining("check COS_ACCESS_KEY_ID");
			assertThatExceptionOfType(StorageFailure.class)
				.isThrownBy(() -> stranger.put("results", "a.png", content(new byte[5_000_000])))
				.withMessageContaining("COS_ACCESS_KEY_ID");
		}
	}

	@Test
	void wrongSecretIsExplainedAndNotShown() {
		try (S3ObjectStorage stranger = storage(S3Server.ACCESS_KEY_ID, "wrong-secret")) {
			assertThatExceptionOfType(StorageFailure.class).isThrownBy(() -> list(stranger))
				.withMessageContaining("SignatureDoesNotMatch")
				.withMessageContaining("COS_SECRET_ACCESS_KEY")
				.withStackTraceContaining("SignatureDoesNotMatch")
				.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("wrong-secret"));
		}
	}

	@Test
	void unreachableEndpointIsExplained() throws Exception {
		try (S3ObjectStorage unreachable = new S3ObjectStorage(
				properties("http://127.0.0.1:" + closedPort(), null, "id", "secret"))) {
			assertThatExceptionOfType(StorageFailure.class).isThrownBy(() -> list(unreachable))
				.withMessageContaining("cannot be reached")
				.withMessageContaining("COS_ENDPOINT");
			assertThatExceptionOfType(StorageFailure.class)
				.isThrownBy(() -> unreachable.put("results", "a", content(HELLO)))
				.withMessageContaining("cannot be reached");
		}
	}

	@Test
	void unconfiguredStorageNamesWhatIsMissing() {
		try (S3ObjectStorage unconfigured = new S3ObjectStorage(
				new StorageProperties("", " ", "", "", "", "", "", "", "", "", 900))) {
			assertThat(unconfigured.missingSettings()).containsExactly("COS_ENDPOINT", "COS_ACCESS_KEY_ID",
					"COS_SECRET_ACCESS_KEY", "COS_OUTPUT_BUCKET (or COS_BUCKET)");
			assertThatExceptionOfType(StorageFailure.class).isThrownBy(() -> list(unconfigured))
				.withMessageStartingWith("Missing COS env vars: COS_ENDPOINT, COS_ACCESS_KEY_ID");
		}
	}

	private static S3ObjectStorage storage(String keyId, String secret) {
		return new S3ObjectStorage(properties(server.endpoint().toString(), null, keyId, secret));
	}

	private static StorageProperties properties(String endpoint, @Nullable String publicEndpoint, String keyId,
			String secret) {
		return new StorageProperties(endpoint, publicEndpoint, "eu-geo", keyId, secret, "inputs", "results", null, "",
				"results/batch", 900);
	}

	private static ObjectStorage.Content content(byte[] bytes) {
		return new ObjectStorage.Content("image/png", bytes.length, () -> new ByteArrayInputStream(bytes));
	}

	private List<String> list(String bucket, String prefix) {
		List<String> keys = new ArrayList<>();
		this.storage.list(bucket, prefix, keys::add);
		return keys;
	}

	private static void list(S3ObjectStorage storage) {
		storage.list("inputs", "", (key) -> {
		});
	}

	private byte[] read(String bucket, String key) throws IOException {
		try (InputStream object = this.storage.get(bucket, key)) {
			return object.readAllBytes();
		}
	}

	private static String fetch(URI link) throws IOException, InterruptedException {
		HttpResponse<String> response = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(link).build(), HttpResponse.BodyHandlers.ofString());
		return response.statusCode() + " " + response.body();
	}

	private static void answerHalf(ServerSocket server) {
		try (Socket socket = server.accept()) {
			assertThat(socket.getInputStream().read(new byte[8192])).isPositive();
			socket.getOutputStream()
				.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello".getBytes(StandardCharsets.US_ASCII));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static int closedPort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}
