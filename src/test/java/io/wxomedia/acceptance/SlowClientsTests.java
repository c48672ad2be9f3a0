package io.wxomedia.acceptance;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.RawConnection;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for twice as many clients as the server has threads, all of them as slow as can
 * be: the others are answered all the same.
 */
@TestPropertySource(
		properties = { "server.tomcat.threads.max=20", "WORKSHOP_TOKEN=" + SlowClientsTests.TOKEN, "INBOX=true" })
class SlowClientsTests extends RunningService {

	static final String TOKEN = "w0rksh0p-t0ken";

	private static final int CLIENTS = 40;

	private static final String WITH_TOKEN = "x-workshop-token: " + TOKEN + "\n";

	private final List<RawConnection> slow = new ArrayList<>();

	private final ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor();

	@AfterEach
	void hangUp() throws IOException {
		this.drip.shutdownNow();
		for (RawConnection connection : this.slow) {
			connection.close();
		}
	}

	@Test
	void bodiesOfStrangersHoldNobodyUp() throws IOException {
		dripBodies(ServiceClient.SINGLE_B64, "");
		assertOthersAreAnswered();
		for (RawConnection connection : this.slow) {
			assertThat(whatCame(connection)).matches("(?s)|HTTP/1\\.1 401 .*\"unauthorized\".*");
		}
		assertThat(this.service.get("/health").status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { ServiceClient.SINGLE_B64, ServiceClient.BATCH, "/dead-letters/redeliver", "/health",
			"/nothing-here" })
	void bodiesOfWhoeverHasTheTokenHoldNobodyUp(String path) throws IOException {
		dripBodies(path, WITH_TOKEN);
		assertOthersAreAnswered();
	}

	@Test
	void bodiesForAnInboxHoldNobodyUp() throws IOException {
		dripBodies("/inbox/slow", "");
		assertOthersAreAnswered();
	}

	@Test
	void chunkedBodiesHoldNobodyUp() throws IOException {
		for (int i = 0; i < CLIENTS; i++) {
			open().send("POST " + ServiceClient.SINGLE_B64 + " HTTP/1.1\nHost: x\n" + WITH_TOKEN
					+ "Content-Type: application/json\nTransfer-Encoding: chunked\n\n1\n{\n");
		}
		dripOn("1\n \n");
		assertOthersAreAnswered();
	}

	@Tag("slow")
	@Test
	void whoDoesNotReadTheAnswersHoldsNobodyUp() throws IOException {
		String requests = ("GET /openapi.json HTTP/1.1\nHost: x\n" + WITH_TOKEN + "\n").repeat(300);
		for (int i = 0; i < CLIENTS; i++) {
			RawConnection connection = RawConnection.withSmallBuffer(this.port);
			this.slow.add(connection);
			connection.send(requests);
		}
		assertOthersAreAnswered();
	}

	@Tag("slow")
	@Test
	void headsThatDoNotEndHoldNobodyUp() throws IOException {
		for (int i = 0; i < CLIENTS; i++) {
			open().send("GET /health HTTP/1.1\nHost: x\nx: ");
		}
		dripOn("a");
		assertOthersAreAnswered();
		assertThat(whatCame(this.slow.get(0))).as("closed after a while").isEmpty();
	}

	@Tag("slow")
	@Test
	void whoIsTooSlowHearsOfIt() throws IOException {
		RawConnection connection = open();
		connection.send(head(ServiceClient.SINGLE_B64, WITH_TOKEN)).send("{");
		dripOn(" ");
		assertThat(whatCame(connection)).startsWith("HTTP/1.1 408 ")
			.contains("application/problem+json", "\"too_slow\"", "MIN_TRANSFER_BYTES_PER_SECOND");
	}

	@Test
	void whoBreaksOffHearsOfIt() throws IOException {
		RawConnection connection = open();
		connection.send(head(ServiceClient.SINGLE_B64, WITH_TOKEN)).send("{").endOfInput();
		assertThat(whatCame(connection)).startsWith("HTTP/1.1 400 ").contains("application/problem+json");
	}

	@Test
	void strangersWhoSendAllAtOnceGetTheAnswer() throws IOException {
		byte[] body = new byte[500_000];
		RawConnection connection = open();
		connection
			.send("POST " + ServiceClient.SINGLE_B64 + " HTTP/1.1\nHost: x\nContent-Length: " + body.length + "\n\n")
			.send(body);
		assertThat(whatCame(connection)).startsWith("HTTP/1.1 401 ").contains("Connection: close");
	}

	@Test
	void whoWaitsToBeInvitedIsRefusedWithoutABody() throws IOException {
		RawConnection connection = open();
		connection.send("POST " + ServiceClient.SINGLE_B64
				+ " HTTP/1.1\nHost: x\nExpect: 100-continue\nContent-Length: 10000000\n\n");
		assertThat(whatCame(connection)).startsWith("HTTP/1.1 401 ");
	}

	private void dripBodies(String path, String headers) throws IOException {
		for (int i = 0; i < CLIENTS; i++) {
			open().send(head(path, headers)).send("{");
		}
		dripOn(" ");
	}

	private static String head(String path, String headers) {
		return "POST " + path + " HTTP/1.1\nHost: x\nContent-Type: application/json\ncallbackUrl: " + receiver.url()
				+ "\n" + headers + "Content-Length: 50000000\n\n";
	}

	private RawConnection open() throws IOException {
		RawConnection connection = RawConnection.to(this.port);
		this.slow.add(connection);
		return connection;
	}

	private void dripOn(String drop) {
		List<RawConnection> dripping = List.copyOf(this.slow);
		this.drip.scheduleWithFixedDelay(() -> dripping.forEach((connection) -> {
			try {
				connection.send(drop);
			}
			catch (IOException ex) {
				// Closed, as it should be.
			}
		}), 200, 200, TimeUnit.MILLISECONDS);
	}

	/**
	 * A body finds its place as soon as a slow one may be sent away for it.
	 */
	private void assertOthersAreAnswered() {
		assertThat(this.service.get("/health").status()).isEqualTo(200);
		Answer readiness = this.service.get("/actuator/readiness", "x-workshop-token", TOKEN);
		assertThat(readiness.status()).as(readiness.text()).isEqualTo(200);
		Eventually.value(PATIENCE, () -> {
			Answer answer = this.service.post(ServiceClient.SINGLE_B64, ServiceClient.single(), "callbackUrl",
					receiver.url(), "x-workshop-token", TOKEN);
			assertThat(answer.status()).as(answer.text()).isEqualTo(202);
			return answer;
		});
		assertThat(this.service.get("/actuator/health/liveness").status()).isEqualTo(200);
	}

	private static String whatCame(RawConnection connection) throws IOException {
		try {
			return connection.readAll(Duration.ofSeconds(60));
		}
		catch (SocketException ex) {
			return "";
		}
	}

}
