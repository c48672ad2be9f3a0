package io.wxomedia.acceptance;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.wxomedia.testing.RawConnection;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what nobody should send: it is refused as the caller's mistake and harms no
 * other request.
 */
@ExtendWith(OutputCaptureExtension.class)
class FuzzTests extends RunningService {

	private static final byte[] GOOD = ServiceClient.single().getBytes(StandardCharsets.UTF_8);

	private static final List<String> PATHS = List.of(ServiceClient.SINGLE_B64, ServiceClient.SINGLE_COS,
			ServiceClient.BATCH);

	@AfterEach
	void stillAcceptsAGoodJob(CapturedOutput output) {
		String id = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		assertThat(receiver.take(id, PATIENCE).json().path("status").asString()).isEqualTo("completed");
		assertThat(output).doesNotContain("failed unexpectedly");
	}

	@Test
	void submitRandomBytesIsRefused() {
		Random random = new Random(20_261_120);
		for (int i = 0; i < 150; i++) {
			byte[] body = new byte[random.nextInt(2_000)];
			random.nextBytes(body);
			assertRefused(this.service.post(path(i), body, "callbackUrl", receiver.url()), body);
		}
	}

	@Test
	void submitWithPartsMissingIsRefused() {
		Random random = new Random(1);
		for (int i = 0; i < 150; i++) {
			byte[] body = Arrays.copyOf(GOOD, random.nextInt(GOOD.length));
			assertRefused(this.service.post(path(i), body, "callbackUrl", receiver.url()), body);
		}
	}

	@Test
	void submitWithBytesChangedNeverFails() {
		Random random = new Random(2);
		for (int i = 0; i < 200; i++) {
			byte[] body = GOOD.clone();
			for (int change = random.nextInt(3); change >= 0; change--) {
				body[random.nextInt(body.length)] = (byte) random.nextInt(256);
			}
			// A byte of the prompt or of the pixels may change and the request be as good
			// as before.
			assertThat(this.service.post(path(i), body, "callbackUrl", receiver.url()).status()).isBetween(202, 499);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "[", "{\"a\":", "{\"prompt\":[", "{\"image_base64\":{\"a\":" })
	void submitDeeplyNestedIsRefused(String level) {
		for (String path : PATHS) {
			assertRefused(this.service.post(path, level.repeat(10_000), "callbackUrl", receiver.url()), new byte[0]);
			assertRefused(this.service.post(path,
					"{\"prompt\": \"p\", \"x\": " + "[".repeat(10_000) + "]".repeat(10_000) + "}", "callbackUrl",
					receiver.url()), new byte[0]);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"prompt\": %s}", "{\"prompt\": \"\", \"x\": %s}", "%s" })
	void submitHugeNumbersIsRefused(String form) {
		for (String number : List.of("9".repeat(100_000), "-" + "9".repeat(1_000), "1e999999999",
				"0." + "1".repeat(5_000), "1e-999999999999999999", "-0", "1E400")) {
			for (String path : PATHS) {
				byte[] body = form.replace("%s", number).getBytes(StandardCharsets.UTF_8);
				assertRefused(this.service.post(path, body, "callbackUrl", receiver.url()), body);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u0000", "\\u0000", "\\ud800", "\\udfff", "\\ud800\\ud800", "\\udc00\\ud800" })
	void submitWithUnstorableTextIsRefused(String text) {
		for (String path : PATHS) {
			byte[] body = new String(GOOD, StandardCharsets.UTF_8).replace("make it", "make" + text + " it")
				.getBytes(StandardCharsets.UTF_8);
			assertRefused(this.service.post(path, body, "callbackUrl", receiver.url()), body);
		}
	}

	@Test
	void submitWithInvalidUtf8IsRefused() {
		int[][] sequences = { { 0xFF }, { 0xC0, 0x80 }, { 0xC3 }, { 0xED, 0xA0, 0x80 },
				{ 0xF8, 0x88, 0x80, 0x80, 0x80 }, { 0xF5, 0x80, 0x80, 0x80 }, { 0xE2, 0x82 }, { 0x80 } };
		for (int[] sequence : sequences) {
			StringBuilder bytes = new StringBuilder();
			Arrays.stream(sequence).forEach((value) -> bytes.append((char) value));
			for (String path : PATHS) {
				byte[] body = new String(GOOD, StandardCharsets.ISO_8859_1).replace("make it", "make" + bytes + " it")
					.getBytes(StandardCharsets.ISO_8859_1);
				assertRefused(this.service.post(path, body, "callbackUrl", receiver.url()), body);
			}
		}
	}

	@Test
	void submitWithDuplicateKeysNeverFails() {
		String image = "\"image_base64\": \"AAAA\"";
		for (String body : List.of("{\"prompt\": \"a\", \"prompt\": \"b\"}", "{\"prompt\": \"a\", \"prompt\": 1}",
				"{\"prompt\": \"p\", " + image + ", " + image + "}",
				"{\"prompt\": \"p\", " + image + ", \"image\\u005fbase64\": \"BBBB\"}",
				"{\"prompt\": \"p\", " + image + ", \"image_base64\": null}",
				"{\"prompt\": \"p\", " + image + ", \"image_base64\": [1]}")) {
			assertRefused(this.service.post(ServiceClient.SINGLE_B64, body, "callbackUrl", receiver.url()),
					body.getBytes(StandardCharsets.UTF_8));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 100, 1_000_000 })
	void submitWithMoreBytesThanDeclaredIsNotAccepted(int more) throws IOException {
		byte[] rest = new byte[more];
		Arrays.fill(rest, (byte) 'x');
		try (RawConnection connection = RawConnection.to(this.port)) {
			connection.send(head(GOOD.length / 2)).send(GOOD);
			assertRefusedOrClosed(connection, rest);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 100, 1_000_000 })
	void submitWithFewerBytesThanDeclaredIsNotAccepted(int missing) throws IOException {
		try (RawConnection connection = RawConnection.to(this.port)) {
			connection.send(head(GOOD.length + missing)).send(GOOD).endOfInput();
			assertRefusedOrClosed(connection, new byte[0]);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: x", "Content-Length: -1", "Content-Length: 5\nContent-Length: 6",
			"Content-Length: 99999999999999999999", "Transfer-Encoding: gzip", "Transfer-Encoding: chunked, identity",
			"Transfer-Encoding: chunked" })
	void submitWithAnUnusableLengthIsNotAccepted(String header) throws IOException {
		try (RawConnection connection = RawConnection.to(this.port)) {
			connection.send("POST " + ServiceClient.SINGLE_B64 + " HTTP/1.1\nHost: x\nContent-Type: application/json\n"
					+ "callbackUrl: " + receiver.url() + "\nConnection: close\n" + header + "\n\n");
			connection.send(GOOD).endOfInput();
			assertRefusedOrClosed(connection, new byte[0]);
		}
	}

	private static void assertRefusedOrClosed(RawConnection connection, byte[] rest) throws IOException {
		String answer;
		try {
			answer = connection.send(rest).readAll(Duration.ofSeconds(60));
		}
		catch (SocketTimeoutException ex) {
			throw new AssertionError("The connection was left open", ex);
		}
		catch (SocketException ex) {
			answer = "";
		}
		assertThat(answer).matches("(?s)|HTTP/1\\.1 (4\\d\\d|501) .*");
	}

	private static void assertRefused(Answer answer, byte[] body) {
		assertThat(answer.status()).as(() -> answer.text() + " for " + new String(body, StandardCharsets.ISO_8859_1))
			.isBetween(400, 499);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
	}

	private static String head(int length) {
		return "POST " + ServiceClient.SINGLE_B64 + " HTTP/1.1\nHost: x\nContent-Type: application/json\ncallbackUrl: "
				+ receiver.url() + "\nConnection: close\nContent-Length: " + length + "\n\n";
	}

	private static String path(int i) {
		return PATHS.get(i % PATHS.size());
	}

}
