package io.wxomedia.acceptance;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.wxomedia.MediaApplication;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a small service in a cloud: one worker, two places in its queue, callbacks to
 * public addresses or none at all, no object store.
 */
@SpringBootTest(classes = MediaApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "OPENAI_API_KEY=" + OpenAiStub.API_KEY, "MAX_QUEUED_JOBS=2", "MAX_QUEUED_BYTES=100KB",
				"MAX_CONCURRENT_JOBS=1", "CALLBACK_PRIVATE_NETWORKS=deny", "POLLING=true", "COS_BUCKET=outputs" })
@DirtiesContext
class FullQueueTests {

	private static final OpenAiStub provider = OpenAiStub.start();

	@LocalServerPort
	private int port;

	private ServiceClient service = new ServiceClient(0);

	@DynamicPropertySource
	static void neighbours(DynamicPropertyRegistry properties) {
		properties.add("OPENAI_BASE_URL", provider::baseUrl);
		RunningService.dataDirectory(properties);
	}

	@AfterAll
	static void stopProvider() {
		provider.close();
	}

	@BeforeEach
	void connect() {
		this.service = new ServiceClient(this.port);
		provider.reset();
	}

	@Test
	void submitWhenQueueIsFullRespondsWithProblemUntilThereIsRoom() {
		provider.willHold(TestImages.png());
		String running = accept();
		Eventually.within(RunningService.PATIENCE,
				() -> assertThat(this.service.job(running).path("state").asString()).isEqualTo("running"));
		List<String> waiting = List.of(accept(), accept());
		Answer refused = this.service.post(ServiceClient.SINGLE_B64, ServiceClient.single());
		RefusalTests.assertRefused(refused, 503, "queue_full");
		assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
		assertThat(refused.detail()).contains("MAX_QUEUED_JOBS");
		Answer both = this.service.post(ServiceClient.SINGLE_B64, ServiceClient.single(), "callbackUrl",
				"http://127.0.0.1:1/");
		RefusalTests.assertRefused(both, 422, "callback_address_refused");
		assertThat(this.service.get("/health").status()).isEqualTo(200);
		assertThat(this.service.job(waiting.get(0)).path("queue_position").asInt()).isEqualTo(1);
		assertThat(this.service.job(waiting.get(1)).path("queue_position").asInt()).isEqualTo(2);
		provider.reset();
		waiting.forEach((id) -> this.service.finished(id, RunningService.PATIENCE));
		String later = accept();
		JsonNode job = this.service.finished(later, RunningService.PATIENCE);
		assertThat(job.path("verdict").asString()).isEqualTo("completed");
		assertThat(job.path("callback").toString())
			.isEqualTo("{\"state\":\"none\",\"attempts\":0,\"next_attempt_at\":null}");
	}

	@Test
	void bodyOfUnknownLengthIsRefusedOnlyWhenItIsTooMuch() throws Exception {
		assertThat(chunked(TestImages.pngOf(60_000))).isEqualTo(202);
		assertThat(chunked(TestImages.pngOf(200_000))).isEqualTo(503);
		Eventually.within(RunningService.PATIENCE, () -> assertThat(chunked(TestImages.pngOf(90_000))).isEqualTo(202));
	}

	private int chunked(byte[] image) throws Exception {
		byte[] body = ServiceClient.single("greyer", "photo.png", image).getBytes(StandardCharsets.UTF_8);
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + this.port + ServiceClient.SINGLE_B64))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
			.build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
	}

	@Test
	void requestThatIsSentAgainWhileTheQueueIsFullGetsItsJob() {
		provider.willHold(TestImages.png());
		String running = accept();
		Eventually.within(RunningService.PATIENCE,
				() -> assertThat(this.service.job(running).path("state").asString()).isEqualTo("running"));
		String body = ServiceClient.single("greyer", "photo.png", TestImages.pngOf(60_000));
		Answer first = this.service.post(ServiceClient.SINGLE_B64, body, "Idempotency-Key", "again");
		assertThat(first.status()).isEqualTo(202);
		Answer other = this.service.post(ServiceClient.SINGLE_B64, body, "Idempotency-Key", "other");
		RefusalTests.assertRefused(other, 503, "queue_full");
		assertThat(other.detail()).contains("MAX_QUEUED_BYTES");
		Answer again = this.service.post(ServiceClient.SINGLE_B64, body, "Idempotency-Key", "again");
		assertThat(again.status()).isEqualTo(202);
		assertThat(again.json()).isEqualTo(first.json());
		Answer another = this.service.post(ServiceClient.SINGLE_B64,
				ServiceClient.single("bluer", "photo.png", TestImages.pngOf(60_000)), "Idempotency-Key", "again");
		RefusalTests.assertRefused(another, 422, "idempotency_key_reused");
		provider.reset();
		this.service.finished(first.json().path("job_id").asString(), RunningService.PATIENCE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://127.0.0.1:9/x", "http://localhost/x", "http://10.1.2.3/", "http://192.168.1.1/",
			"http://172.16.0.1/", "http://100.64.0.1/", "http://0.0.0.0/", "http://[::1]/", "http://[fd12::1]/",
			"http://[::ffff:10.0.0.1]/", "http://2130706433/", "http://127.1/", "http://0177.0.0.1/",
			"http://224.0.0.1/" })
	void submitWhenCallbackIsPrivateNamesTheSetting(String url) {
		Answer answer = this.service.post(ServiceClient.SINGLE_B64, ServiceClient.single(), "callbackUrl", url);
		RefusalTests.assertRefused(answer, 422, "callback_address_refused");
		assertThat(answer.detail()).contains("CALLBACK_PRIVATE_NETWORKS");
	}

	@ParameterizedTest
	@ValueSource(strings = { "not a url", "ftp://example.com", "http://user@example.com" })
	void submitWhenPollingStillRefusesAnUnusableCallbackUrl(String url) {
		Answer answer = this.service.post(ServiceClient.SINGLE_B64, ServiceClient.single(), "callbackUrl", url);
		RefusalTests.assertRefused(answer, 422, "invalid_callback_url");
	}

	@ParameterizedTest
	@CsvSource({ ServiceClient.SINGLE_COS, ServiceClient.BATCH })
	void missingConfigurationNamesOnlyWhatIsMissing(String path) {
		Answer answer = this.service.post(path, "{");
		RefusalTests.assertRefused(answer, 500, "missing_configuration");
		assertThat(answer.detail())
			.isEqualTo("Missing COS env vars: COS_ENDPOINT, COS_ACCESS_KEY_ID, COS_SECRET_ACCESS_KEY");
	}

	private String accept() {
		Answer answer = this.service.post(ServiceClient.SINGLE_B64, ServiceClient.single());
		assertThat(answer.status()).as(answer.text()).isEqualTo(202);
		return answer.json().path("job_id").asString();
	}

}
