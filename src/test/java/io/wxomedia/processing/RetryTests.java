package io.wxomedia.processing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for trying jobs again, and for the inputs that this needs.
 */
class RetryTests extends UsualSettings {

	private static final String NOBODY = "00000000-0000-0000-0000-000000000000";

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private JdbcClient jdbc;

	@Test
	void batchBuysOnlyWhatIsMissingAndHasAllOutputsInTheEnd() {
		for (String name : List.of("a", "b", "c", "d", "e", "f")) {
			put(INPUTS, "in/" + name + ".png", TestImages.png());
		}
		provider.willInTurn(OpenAiStub.success(TestImages.png()), OpenAiStub.failure(OpenAiStub.Error.MODERATION),
				OpenAiStub.success(TestImages.png()), OpenAiStub.success(TestImages.png()),
				OpenAiStub.failure(OpenAiStub.Error.MODERATION), OpenAiStub.success(TestImages.png()));
		JsonNode first = processBatch();
		assertThat(text(first, "status")).isEqualTo("completed_with_errors");
		assertThat(first.path("failed").asInt()).isEqualTo(2);
		assertThat(provider.edits()).hasSize(6);
		provider.willReturn(TestImages.png());
		int before = provider.edits().size();
		String again = retried(text(first, "job_id"));
		JsonNode second = receiver.take(again, PATIENCE).json();
		assertThat(text(second, "status")).isEqualTo("completed");
		assertThat(second.path("total_files").asInt()).isEqualTo(6);
		assertThat(second.path("processed").asInt()).isEqualTo(6);
		assertThat(provider.edits()).hasSize(before + 2);
		String prefix = text(second, "output_prefix");
		assertThat(prefix).contains(again);
		assertThat(keys(OUTPUTS).stream().filter((key) -> key.startsWith(prefix) && key.endsWith(".png"))).hasSize(6);
		JsonNode items = this.service.job(again).path("items");
		assertThat(items).hasSize(6)
			.allSatisfy((item) -> assertThat(item.path("output_key").asString()).startsWith(prefix));
	}

	@Test
	void outputThatIsGoneFailsItsImageAndIsBoughtAfterThat() {
		put(INPUTS, "in/a.png", TestImages.png());
		put(INPUTS, "in/b.png", TestImages.png());
		provider.willInTurn(OpenAiStub.success(TestImages.png()), OpenAiStub.failure(OpenAiStub.Error.MODERATION));
		JsonNode first = processBatch();
		keys(OUTPUTS).forEach((key) -> store.client().deleteObject((request) -> request.bucket(OUTPUTS).key(key)));
		provider.willReturn(TestImages.png());
		int before = provider.edits().size();
		String second = retried(text(first, "job_id"));
		assertThat(receiver.take(second, PATIENCE).json().path("failed").asInt()).isOne();
		assertThat(provider.edits()).hasSize(before + 1);
		String third = retried(second);
		assertThat(text(receiver.take(third, PATIENCE).json(), "status")).isEqualTo("completed");
		assertThat(provider.edits()).hasSize(before + 2);
	}

	@Test
	void outputThatBecameSomethingElseFailsItsImageAloneAndIsBoughtAfterThat() {
		put(INPUTS, "in/a.png", TestImages.png());
		put(INPUTS, "in/b.png", TestImages.png());
		provider.willInTurn(OpenAiStub.success(TestImages.png()), OpenAiStub.failure(OpenAiStub.Error.MODERATION));
		JsonNode first = processBatch();
		keys(OUTPUTS).forEach((key) -> put(OUTPUTS, key, "no picture".getBytes(StandardCharsets.UTF_8)));
		provider.willReturn(TestImages.png());
		int before = provider.edits().size();
		String second = retried(text(first, "job_id"));
		JsonNode told = receiver.take(second, PATIENCE).json();
		assertThat(text(told, "status")).isEqualTo("completed_with_errors");
		assertThat(told.path("processed").asInt()).isOne();
		assertThat(told.path("errors").path(0).asString()).contains("is no picture any more");
		assertThat(provider.edits()).hasSize(before + 1);
		String third = retried(second);
		assertThat(text(receiver.take(third, PATIENCE).json(), "status")).isEqualTo("completed");
		assertThat(provider.edits()).hasSize(before + 2);
	}

	@Test
	void earlierJobMayGoBeforeItsPictureIsCopied() {
		provider.willReturn(TestImages.png());
		String job;
		removeBucket(OUTPUTS);
		try {
			job = this.service.accepted(ServiceClient.SINGLE_COS, receiver.url(), ServiceClient.single());
			assertThat(text(receiver.take(job, PATIENCE).json(), "status")).isEqualTo("failed");
		}
		finally {
			store.client().createBucket((request) -> request.bucket(OUTPUTS));
		}
		provider.will(OpenAiStub.success(TestImages.png()).withFixedDelay(600_000));
		List<String> busy = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			busy.add(this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single()));
		}
		Eventually.within(PATIENCE, () -> assertThat(provider.edits()).hasSizeGreaterThanOrEqualTo(3));
		String again = retried(job);
		assertThat(this.service.delete("/jobs/" + job).status()).isEqualTo(204);
		busy.forEach((one) -> this.service.post("/jobs/" + one + "/cancel", ""));
		assertThat(text(receiver.take(again, PATIENCE).json(), "status")).isEqualTo("completed");
		assertThat(this.jdbc.sql("select count(*) from provider_call where job_id = cast(:id as uuid)")
			.param("id", again)
			.query(Integer.class)
			.single()).isZero();
		// Once it is completed nothing waits any more.
		assertThat(this.jdbc.sql("select count(*) from storage_wait").query(Integer.class).single()).isZero();
	}

	@Test
	void pictureThatCouldNotBeStoredIsNotBoughtAgain() {
		provider.willReturn(TestImages.png());
		String job;
		removeBucket(OUTPUTS);
		try {
			job = this.service.accepted(ServiceClient.SINGLE_COS, receiver.url(), ServiceClient.single());
			assertThat(text(receiver.take(job, PATIENCE).json(), "status")).isEqualTo("failed");
		}
		finally {
			store.client().createBucket((request) -> request.bucket(OUTPUTS));
		}
		String again = retried(job);
		assertThat(text(receiver.take(again, PATIENCE).json(), "status")).isEqualTo("completed");
		assertThat(provider.edits()).hasSize(1);
		assertThat(keys(OUTPUTS)).hasSize(1);
		assertThat(this.service.delete("/jobs/" + job).status()).isEqualTo(204);
		assertThat(this.service.get("/jobs/" + again + "/result").status()).isEqualTo(303);
	}

	@Test
	void failedJobKeepsItsInputAndMayBeSentElsewhere() {
		provider.willFail(OpenAiStub.Error.MODERATION);
		String job = failed();
		ServiceClient.Answer input = this.service.get("/jobs/" + job + "/input");
		assertThat(input.status()).isEqualTo(200);
		assertThat(input.header("Content-Type")).isEqualTo("image/png");
		assertThat(input.body()).isEqualTo(TestImages.png());
		provider.willReturn(TestImages.png());
		ServiceClient.Answer answer = this.service.post("/jobs/" + job + "/retry", "", "callbackUrl",
				receiver.url("/elsewhere"));
		assertThat(answer.status()).isEqualTo(202);
		String again = answer.json().path("job_id").asString();
		assertThat(answer.header("Location")).isEqualTo("/jobs/" + again);
		assertThat(answer.header("Retry-After")).isNotBlank();
		CallbackReceiver.Callback callback = receiver.take(again, PATIENCE);
		assertThat(callback.uri().getPath()).isEqualTo("/elsewhere");
		assertThat(text(callback.json(), "status")).isEqualTo("completed");
		assertRefused(this.service.get("/jobs/" + again + "/input"), 410, "expired");
		// The new job had an input of its own.
		assertThat(this.service.get("/jobs/" + job + "/input").body()).isEqualTo(TestImages.png());
	}

	@Test
	void cancelledJobIsTriedAgain() {
		provider.will(OpenAiStub.success(TestImages.png()).withFixedDelay(600_000));
		String job = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		Eventually.within(PATIENCE, () -> assertThat(provider.edits()).hasSize(1));
		assertRefused(retry(job), 409, "not_finished");
		assertThat(this.service.post("/jobs/" + job + "/cancel", "").status()).isEqualTo(202);
		provider.willReturn(TestImages.png());
		String again = retried(job);
		assertThat(text(receiver.take(again, PATIENCE).json(), "status")).isEqualTo("completed");
	}

	@Test
	@Tag("slow")
	void requestsAtTheSameMomentMakeOneJob() throws Exception {
		provider.willFail(OpenAiStub.Error.MODERATION);
		String job = failed();
		provider.will(OpenAiStub.success(TestImages.png()).withFixedDelay(5_000));
		List<Callable<ServiceClient.Answer>> requests = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			requests.add(() -> retry(job));
			requests.add(() -> retry(job, "Idempotency-Key", "one " + job));
		}
		ExecutorService callers = Executors.newFixedThreadPool(requests.size());
		try {
			List<String> made = new ArrayList<>();
			for (Future<ServiceClient.Answer> answer : callers.invokeAll(requests)) {
				assertThat(answer.get().status()).isEqualTo(202);
				made.add(answer.get().json().path("job_id").asString());
			}
			assertThat(made).containsOnly(made.get(0)).doesNotContain(job);
			this.service.finished(made.get(0), PATIENCE);
		}
		finally {
			callers.shutdownNow();
		}
	}

	@Test
	void anotherAddressWhileTheJobIsTriedAgainIsRefused() {
		provider.willFail(OpenAiStub.Error.MODERATION);
		String job = failed();
		provider.will(OpenAiStub.success(TestImages.png()).withFixedDelay(600_000));
		String here = receiver.url("/here");
		String again = retry(job, "callbackUrl", here).json().path("job_id").asString();
		ServiceClient.Answer other = retry(job, "callbackUrl", receiver.url("/there"));
		assertRefused(other, 409, "already_retried");
		assertThat(other.detail()).contains("/jobs/" + again + "/redeliver");
		assertThat(retry(job, "callbackUrl", here).json().path("job_id").asString()).isEqualTo(again);
		assertThat(retry(job).json().path("job_id").asString()).isEqualTo(again);
		assertThat(this.service.post("/jobs/" + again + "/cancel", "").status()).isEqualTo(202);
	}

	@Test
	void keyGivesTheSameJobAlsoWhenThatIsFinished() {
		provider.willFail(OpenAiStub.Error.MODERATION);
		String job = failed();
		String key = "retry of " + job;
		String again = retry(job, "Idempotency-Key", key).json().path("job_id").asString();
		this.service.finished(again, PATIENCE);
		assertThat(retry(job, "Idempotency-Key", key).json().path("job_id").asString()).isEqualTo(again);
		ServiceClient.Answer second = retry(job);
		assertRefused(second, 409, "already_retried");
		assertThat(second.detail()).contains("/jobs/" + again + "/retry");
		assertThat(this.service.delete("/jobs/" + again).status()).isEqualTo(204);
		assertThat(retried(job)).isNotEqualTo(again);
	}

	@Test
	void whatCannotBeTriedAgainIsRefused() {
		provider.willReturn(TestImages.png());
		String done = process(ServiceClient.SINGLE_B64).path("job_id").asString();
		assertRefused(retry(done), 409, "already_finished");
		assertRefused(retry(NOBODY), 404, "not_found");
		assertRefused(this.service.get("/jobs/" + NOBODY + "/input"), 404, "not_found");
		provider.willFail(OpenAiStub.Error.MODERATION);
		String failed = failed();
		assertRefused(retry(failed, "callbackUrl", "ftp://example.com"), 422, "invalid_callback_url");
		assertRefused(retry(failed, "callbackUrl", "http://169.254.169.254/"), 422, "callback_address_refused");
		assertThat(this.service.job(failed).path("verdict").asString()).isEqualTo("failed");
		this.jdbc.sql("update job set input_payload = null where id = cast(:id as uuid)").param("id", failed).update();
		assertRefused(retry(failed), 410, "expired");
		assertRefused(this.service.get("/jobs/" + failed + "/input"), 410, "expired");
		String batch = processBatch().path("job_id").asString();
		assertRefused(this.service.get("/jobs/" + batch + "/input"), 422, "no_single_input");
	}

	@ParameterizedTest
	@ValueSource(strings = { "kind=%00", "owner=a%00", "q=%00b",
			"cursor=KzEwMDAwMC0wMS0wMVQwMDowMDowMFovMDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAw",
			"cursor=LTAwMDEtMDEtMDFUMDA6MDA6MDBaLzAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMA" })
	void whatNoDatabaseHoldsIsRefused(String query) {
		assertThat(this.service.get("/jobs?" + query).status()).isEqualTo(400);
	}

	@Test
	void kindThatNoJobHasIsRefused() {
		ServiceClient.Answer list = this.service.get("/jobs?kind=images");
		assertRefused(list, 422, "invalid_parameter");
		assertThat(list.detail()).contains("image_b64");
		assertRefused(this.service.post("/jobs/cancel", "{\"kind\":\"images\"}"), 422, "invalid_parameter");
		assertThat(this.service.get("/jobs?kind=video").status()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "{\"kind\":\"\\u0000\"} | 422", "{\"owner\":\"\\u0000\"} | 422",
			"{\"before\":\"+99999-01-01T00:00:00Z\"} | 400", "{\"before\":\"-0001-01-01T00:00:00Z\"} | 400" })
	void whatNoDatabaseHoldsIsNotCancelled(String body, int status) {
		assertRefused(this.service.post("/jobs/cancel", body, "Content-Type", "application/json"), status,
				"invalid_parameter");
	}

	private static void assertRefused(ServiceClient.Answer answer, int status, String code) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(status);
		assertThat(answer.code()).isEqualTo(code);
	}

	private String failed() {
		JsonNode callback = process(ServiceClient.SINGLE_B64);
		assertThat(text(callback, "status")).isEqualTo("failed");
		return text(callback, "job_id");
	}

	private ServiceClient.Answer retry(String job, String... headers) {
		return this.service.post("/jobs/" + job + "/retry", "", headers);
	}

	private String retried(String job) {
		ServiceClient.Answer answer = retry(job);
		assertThat(answer.status()).as(answer.text()).isEqualTo(202);
		assertThat(answer.json().propertyNames()).containsExactlyInAnyOrder("accepted", "job_id");
		return answer.json().path("job_id").asString();
	}

}
