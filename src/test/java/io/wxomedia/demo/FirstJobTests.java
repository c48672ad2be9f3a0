package io.wxomedia.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FirstJob}, against a service that is only played.
 */
@ExtendWith(OutputCaptureExtension.class)
class FirstJobTests {

	private final JsonMapper json = new JsonMapper();

	private final List<String> received = new CopyOnWriteArrayList<>();

	private final BlockingQueue<JsonNode> requests = new LinkedBlockingQueue<>();

	private final BlockingQueue<String> headers = new LinkedBlockingQueue<>();

	private HttpServer service;

	private FirstJob firstJob;

	@BeforeEach
	void start(@TempDir Path folder) throws IOException {
		this.service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.service.start();
		this.firstJob = new FirstJob(new FirstSubmission(this.json, "secret"),
				new FirstCallback((name) -> "welcome".equals(name) ? this.received : List.of(), this.json),
				() -> URI.create("http://localhost:8000"), folder.resolve("first-job"));
	}

	@AfterEach
	void stop() {
		this.firstJob.destroy();
		this.service.stop(0);
	}

	@Test
	void sendsAPhotographAndTellsOfItsCallback(CapturedOutput output) throws Exception {
		answer(202, "{\"accepted\":true,\"job_id\":\"job-1\"}");
		run();
		JsonNode request = this.requests.poll(60, TimeUnit.SECONDS);
		assertThat(request.path("prompt").asString()).isEqualTo("make it black and white");
		assertThat(request.path("image_base64").binaryValue()).isEqualTo(SampleImages.read("coffee.jpg"));
		assertThat(this.headers).containsExactly("secret", "http://127.0.0.1:" + port() + "/inbox/welcome");
		receive("{\"job_id\":\"another\",\"status\":\"failed\"}");
		receive("{\"job_id\":\"job-1\",\"status\":\"completed\",\"result_url\":\"http://signed\"}");
		awaitLine(output, "http://localhost:8000/jobs/job-1/result");
		assertThat(output).contains("http://localhost:8000/inbox/welcome").doesNotContain("signed", "secret");
		// The database's own libraries may warn, depending on what set logging up before.
		assertThat(output.getAll().lines().filter((line) -> line.contains("FirstJob")))
			.noneMatch((line) -> line.contains("WARN"));
	}

	@Test
	void isSentOnTheVeryFirstStartOnly(CapturedOutput output) throws Exception {
		answer(202, "{\"accepted\":true,\"job_id\":\"job-1\"}");
		receive("{\"job_id\":\"job-1\",\"status\":\"completed\"}");
		run();
		awaitLine(output, "/jobs/job-1/result");
		run();
		this.firstJob.destroy();
		assertThat(this.requests).hasSize(1);
	}

	@Test
	void whenTheJobFailsWarns(CapturedOutput output) throws Exception {
		answer(202, "{\"accepted\":true,\"job_id\":\"job-1\"}");
		receive("{\"job_id\":\"job-1\",\"status\":\"failed\",\"error\":\"no luck\"}");
		run();
		awaitLine(output, "The first job job-1 failed: no luck");
	}

	@Test
	void whenTheServiceRefusesWarns(CapturedOutput output) {
		answer(422, "{\"code\":\"callback_address_refused\"}");
		run();
		awaitLine(output, "callback_address_refused");
	}

	@Test
	void whenNobodyAnswersWarns(CapturedOutput output) {
		int port = port();
		this.service.stop(0);
		this.firstJob.start(port);
		awaitLine(output, "The first job could not be sent");
	}

	private void run() {
		this.firstJob.start(port());
	}

	private int port() {
		return this.service.getAddress().getPort();
	}

	private void receive(String body) {
		this.received.add(0, body);
	}

	private void answer(int status, String body) {
		this.service.createContext("/process-image-async", (exchange) -> answer(exchange, status, body));
	}

	private void answer(HttpExchange exchange, int status, String body) throws IOException {
		try (exchange) {
			this.headers.add(exchange.getRequestHeaders().getFirst("x-workshop-token"));
			this.headers.add(exchange.getRequestHeaders().getFirst("callbackUrl"));
			this.requests.add(this.json.readTree(exchange.getRequestBody()));
			byte[] answer = body.getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(status, answer.length);
			exchange.getResponseBody().write(answer);
		}
	}

	private static void awaitLine(CapturedOutput output, String text) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> assertThat(output.getAll()).contains(text));
	}

}
