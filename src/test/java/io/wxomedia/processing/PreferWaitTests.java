package io.wxomedia.processing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub.Error;
import io.wxomedia.testing.RawConnection;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestImages;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code Prefer: wait=n} on submissions, and for jobs without a callback.
 */
@TestPropertySource(properties = { "POLLING=true", "COS_INPUT_BUCKET=inputs", "COS_OUTPUT_BUCKET=outputs",
		"OPENAI_TIMEOUT_SECONDS=600" })
class PreferWaitTests extends ProcessingService {

	/**
	 * Longer than any test waits: an answer that is waited for fails it.
	 */
	private static final Duration FOR_EVER = Duration.ofMinutes(10);

	private static final int MANY = 200;

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private ServletWebServerApplicationContext context;

	@Test
	void answersWithTheBytesOfTheCallback() {
		byte[] picture = TestImages.pngOf(900_000);
		provider.willReturn(picture);
		ServiceClient.Answer answer = this.service.post(ServiceClient.SINGLE_B64, ServiceClient.single(), "callbackUrl",
				receiver.url(), "Prefer", "respond-async, wait=60");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("Preference-Applied")).isEqualTo("wait=60");
		assertThat(answer.header("Content-Type")).startsWith("application/json");
		String job = text(answer.json(), "job_id");
		assertThat(answer.header("Location")).isEqualTo("/jobs/" + job);
		assertThat(text(answer.json(), "status")).isEqualTo("completed");
		CallbackReceiver.Callback callback = receiver.take(job, PATIENCE);
		assertThat(answer.body()).isEqualTo(callback.body());
		assertThat(answer.body().length).isGreaterThan(1_200_000);
	}

	@Test
	void jobWithoutCallbackIsToldTheSameAndKnowsOfNone() {
		ServiceClient.Answer answer = this.service.post(ServiceClient.SINGLE_COS, ServiceClient.single(), "Prefer",
				"wait=60", "Idempotency-Key", "alone");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.json().propertyNames()).containsExactly("status", "job_id", "filename", "object_key",
				"result_url", "expires_in");
		String id = text(answer.json(), "job_id");
		JsonNode job = this.service.job(id);
		assertThat(text(job.path("callback"), "state")).isEqualTo("none");
		assertThat(job.path("callback").path("next_attempt_at").isNull()).isTrue();
		assertThat(job.path("links").path("deliveries").isNull()).isTrue();
		JsonNode deliveries = this.service.get("/jobs/" + id + "/deliveries").json();
		assertThat(text(deliveries, "state")).isEqualTo("none");
		assertThat(deliveries.path("url").isNull()).isTrue();
		assertThat(deliveries.path("deliveries").isEmpty()).isTrue();
		ServiceClient.Answer redelivered = this.service.post("/jobs/" + id + "/redeliver", "{}");
		assertThat(redelivered.status()).isEqualTo(404);
		assertThat(redelivered.code()).isEqualTo("no_callback");
		String events = this.service.get("/jobs/" + id + "/events").text();
		assertThat(events.lines().filter((line) -> line.startsWith("event: ")).reduce((first, last) -> last))
			.contains("event: done");
		// It is over before the wait of the repeated request begins.
		ServiceClient.Answer again = this.service.post(ServiceClient.SINGLE_COS, ServiceClient.single(), "Prefer",
				"wait=60", "Idempotency-Key", "alone");
		assertThat(again.status()).isEqualTo(200);
		assertThat(again.body()).isEqualTo(answer.body());
		assertThat(this.service.delete("/jobs/" + id).status()).isEqualTo(204);
	}

	@Test
	void batchIsWaitedForToo() {
		put(INPUTS, "a.png", TestImages.png());
		ServiceClient.Answer answer = this.service.post(ServiceClient.BATCH, ServiceClient.batch("greyer"), "Prefer",
				"wait=60");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.json().path("total_files").asInt()).isOne();
	}

	@Test
	void failedJobIsTold() {
		provider.willFail(Error.MODERATION);
		ServiceClient.Answer answer = this.service.post(ServiceClient.SINGLE_B64, ServiceClient.single(), "Prefer",
				"wait=60");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.json().propertyNames()).containsExactly("status", "job_id", "filename", "error");
		assertThat(text(answer.json(), "status")).isEqualTo("failed");
	}

	@Test
	void whenTheTimeIsOverTheAnswerIsTheUsualOne() {
		provider.willReturn(TestImages.png(), FOR_EVER);
		ServiceClient.Answer answer = this.service.post(ServiceClient.SINGLE_B64, ServiceClient.single(), "Prefer",
				"wait=0");
		assertThat(answer.status()).isEqualTo(202);
		assertThat(answer.header("Preference-Applied")).isEqualTo("wait=1");
		assertThat(answer.header("Retry-After")).isEqualTo("5");
		assertThat(answer.json().propertyNames()).containsExactly("accepted", "job_id");
		String job = text(answer.json(), "job_id");
		assertThat(answer.header("Location")).isEqualTo("/jobs/" + job);
		assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(answer.body().length));
		cancel(job);
	}

	@Test
	void malformedPreferenceIsIgnored() {
		ServiceClient.Answer answer = this.service.post(ServiceClient.SINGLE_B64, ServiceClient.single(), "Prefer",
				"wait=long");
		assertThat(answer.status()).isEqualTo(202);
		assertThat(answer.headers().firstValue("Preference-Applied")).isEmpty();
	}

	@Test
	void twoHundredWaitWithoutAThreadAndAreAllToldOfTheCancelling() throws Exception {
		provider.willReturn(TestImages.png(), FOR_EVER);
		List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
		String key = UUID.randomUUID().toString();
		long served = server().getCompletedTaskCount();
		for (int i = 0; i < MANY; i++) {
			answers.add(this.client.sendAsync(waiting(key), HttpResponse.BodyHandlers.ofByteArray()));
		}
		String job = open();
		Eventually.within(PATIENCE, () -> {
			assertThat(server().getCompletedTaskCount() - served).isGreaterThanOrEqualTo(MANY);
			assertThat(server().getActiveCount()).isLessThanOrEqualTo(3);
		});
		assertThat(answers).noneMatch(CompletableFuture::isDone);
		assertThat(threads()).isLessThanOrEqualTo(1);
		cancel(job);
		byte[] first = answers.get(0).get(PATIENCE.toSeconds(), TimeUnit.SECONDS).body();
		for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
			HttpResponse<byte[]> told = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			assertThat(told.statusCode()).isEqualTo(200);
			assertThat(told.body()).isEqualTo(first);
		}
		assertThat(new String(first, StandardCharsets.UTF_8)).contains("\"status\":\"failed\"", "cancelled");
	}

	@Test
	void clientThatGoesAwayLeavesTheJobAlone() throws IOException {
		provider.willReturn(TestImages.png(), FOR_EVER);
		byte[] body = ServiceClient.single().getBytes(StandardCharsets.UTF_8);
		try (RawConnection connection = RawConnection.to(this.port)) {
			connection.send("POST " + ServiceClient.SINGLE_B64 + " HTTP/1.1\nHost: localhost\nPrefer: wait=60\n"
					+ "Content-Type: application/json\nContent-Length: " + body.length + "\n\n");
			connection.send(body);
			open();
		}
		String job = open();
		assertThat(text(this.service.job(job), "state")).isIn("queued", "running");
		cancel(job);
		assertThat(this.service.post(ServiceClient.SINGLE_B64, ServiceClient.single(), "Prefer", "wait=1").status())
			.isEqualTo(202);
		cancel(open());
	}

	@Test
	void whenTheServiceStopsWhoWaitsIsAnswered() throws Exception {
		provider.willReturn(TestImages.png(), FOR_EVER);
		CompletableFuture<HttpResponse<byte[]>> answer = this.client.sendAsync(waiting(UUID.randomUUID().toString()),
				HttpResponse.BodyHandlers.ofByteArray());
		String job = open();
		SmartLifecycle events = this.context.getBean("eventFeed", SmartLifecycle.class);
		events.stop();
		try {
			HttpResponse<byte[]> told = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			assertThat(told.statusCode()).isEqualTo(202);
			assertThat(told.headers().firstValue("Preference-Applied")).contains("wait=60");
		}
		finally {
			events.start();
		}
		cancel(job);
	}

	private HttpRequest waiting(String key) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + ServiceClient.SINGLE_B64))
			.headers("Content-Type", "application/json", "Prefer", "wait=60", "Idempotency-Key", key)
			.POST(HttpRequest.BodyPublishers.ofString(ServiceClient.single()))
			.build();
	}

	/**
	 * Wait until there is a job at the provider, the only one that is open.
	 */
	private String open() {
		Eventually.within(PATIENCE, () -> assertThat(running()).hasSize(1));
		return running().get(0);
	}

	private List<String> running() {
		List<String> ids = new ArrayList<>();
		this.service.get("/jobs?state=running").json().path("jobs").forEach((job) -> ids.add(text(job, "job_id")));
		return ids;
	}

	private void cancel(String job) {
		assertThat(this.service.post("/jobs/" + job + "/cancel", "{}").status()).isEqualTo(202);
		this.service.finished(job, PATIENCE);
	}

	private ThreadPoolExecutor server() {
		TomcatWebServer server = (TomcatWebServer) Objects.requireNonNull(this.context.getWebServer());
		return (ThreadPoolExecutor) server.getTomcat().getConnector().getProtocolHandler().getExecutor();
	}

	/**
	 * Count the threads that are there because somebody waits.
	 */
	private static long threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("waits"))
			.count();
	}

}
