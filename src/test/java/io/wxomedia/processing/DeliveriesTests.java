package io.wxomedia.processing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.CallbackReceiver.Callback;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for deliveries as callers see them, and for sending callbacks again.
 */
class DeliveriesTests extends UsualSettings {

	private final JdbcClient jdbc;

	DeliveriesTests(@Autowired JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	@Test
	void deliveriesTellOfEveryAttempt() {
		String job = submit(receiver.urlAnswering("/hook?token=s3cret", 500, 503));
		settled(job, "delivered");
		JsonNode deliveries = deliveries(job);
		assertThat(text(deliveries, "state")).isEqualTo("delivered");
		assertThat(text(deliveries, "url")).isEqualTo(receiver.url("/hook?token=***"));
		assertThat(deliveries.path("deliveries")).hasSize(3);
		assertThat(deliveries.path("deliveries")).extracting((attempt) -> attempt.path("attempt").asInt())
			.containsExactly(1, 2, 3);
		assertThat(deliveries.path("deliveries")).extracting((attempt) -> attempt.path("status").asInt())
			.containsExactly(500, 503, 200);
		JsonNode first = deliveries.at("/deliveries/0");
		assertThat(first.propertyNames()).containsExactly("attempt", "at", "status", "error", "advice", "duration_ms",
				"response_excerpt");
		assertThat(text(first, "error")).isEqualTo("HTTP 500");
		assertThat(OffsetDateTime.parse(text(first, "at"))).isAfter(OffsetDateTime.parse("2026-01-01T00:00:00Z"));
		assertThat(text(first, "advice")).contains("look into its log");
		assertThat(deliveries.at("/deliveries/2/error").isNull()).isTrue();
		assertThat(deliveries.at("/deliveries/2/advice").isNull()).isTrue();
		assertThat(this.service.job(job).at("/links/deliveries").asString()).isEqualTo("/jobs/" + job + "/deliveries");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{}", "{\"url\":null}", "{\"unknown\":1}" })
	void redeliverySendsADeliveredCallbackAgain(String body) {
		String job = submit(receiver.url());
		settled(job, "delivered");
		Answer answer = this.service.post("/jobs/" + job + "/redeliver", body);
		assertThat(answer.status()).isEqualTo(202);
		assertThat(answer.text()).isEqualTo("{\"job_id\":\"" + job + "\",\"state\":\"pending\"}");
		assertThat(answer.header("Location")).isEqualTo("/jobs/" + job + "/deliveries");
		Eventually.within(PATIENCE, () -> assertThat(receiver.received(job)).hasSize(2));
		settled(job, "delivered");
		List<Callback> received = receiver.received(job);
		assertThat(received.get(1).body()).isEqualTo(received.get(0).body());
		assertThat(received.get(1).header("webhook-id")).isEqualTo(received.get(0).header("webhook-id")).isEqualTo(job);
		assertThat(deliveries(job).path("deliveries")).extracting((attempt) -> attempt.path("attempt").asInt())
			.containsExactly(1, 2);
	}

	@Test
	void jobIsKeptUntilItsCallbackIsSettled() {
		String job = submit(receiver.urlAnswering("/gone-once", 410));
		settled(job, "dead_letter");
		assertThat(isKept(job)).isFalse();
		assertThat(redeliver(job, "").status()).isEqualTo(202);
		settled(job, "delivered");
		assertThat(isKept(job)).isFalse();
	}

	private boolean isKept(String job) {
		return this.jdbc.sql("select kept from job where id = :id")
			.param("id", UUID.fromString(job))
			.query(Boolean.class)
			.single();
	}

	@Test
	void redeliveryWithoutBodyAndContentTypeWorks() throws Exception {
		String job = submit(receiver.url());
		settled(job, "delivered");
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/jobs/" + job + "/redeliver"))
			.POST(HttpRequest.BodyPublishers.noBody())
			.build();
		assertThat(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
			.isEqualTo(202);
		Eventually.within(PATIENCE, () -> assertThat(receiver.received(job)).hasSize(2));
	}

	@Test
	void redeliveryOfADeadLetterGoesToTheCorrectedAddressWithASeriesOfItsOwn() {
		String job;
		try (CallbackReceiver gone = CallbackReceiver.start()) {
			gone.willAnswer(410);
			job = submit(gone.url("/old"));
			settled(job, "dead_letter");
			assertThat(gone.received()).hasSize(1);
		}
		String next = receiver.urlAnswering("/new", 500, 500);
		Answer answer = redeliver(job, "{\"url\":\"" + next + "\"}");
		assertThat(answer.status()).isEqualTo(202);
		JsonNode view = settled(job, "delivered");
		assertThat(view.at("/callback/attempts").asInt()).isEqualTo(4);
		assertThat(receiver.received(job)).hasSize(3)
			.allSatisfy((callback) -> assertThat(callback.uri()).hasToString("/new"));
		assertThat(text(deliveries(job), "url")).isEqualTo(receiver.url("/new"));
		assertThat(deliveries(job).path("deliveries")).extracting((attempt) -> attempt.path("status").asInt())
			.containsExactly(410, 500, 500, 200);
	}

	@Test
	void redeliveryWhilePendingIsRefused() {
		try (CallbackReceiver hanging = CallbackReceiver.start()) {
			hanging.willTake(Duration.ofHours(1));
			String job = submit(hanging.url());
			hanging.take(job, PATIENCE);
			assertThat(isKept(job)).isTrue();
			assertProblem(redeliver(job, ""), 409, "delivery_pending");
		}
	}

	@Test
	void redeliveryBeforeTheVerdictIsRefused() {
		String job = job("queued", receiver.url());
		try {
			assertProblem(redeliver(job, ""), 409, "not_finished");
			assertThat(text(deliveries(job), "state")).isEqualTo("pending");
			assertThat(deliveries(job).path("deliveries")).isEmpty();
		}
		finally {
			delete(job);
		}
	}

	@Test
	void redeliveryWithoutAnythingToSendIsRefused() {
		assertProblem(redeliver(UUID.randomUUID().toString(), ""), 404, "not_found");
		assertProblem(redeliver("nonsense", ""), 404, "not_found");
		String polled = job("finished", null);
		assertProblem(redeliver(polled, ""), 404, "no_callback");
		assertThat(deliveries(polled).toString()).isEqualTo("{\"state\":\"none\",\"url\":null,\"deliveries\":[]}");
		delete(polled);
		String job = submit(receiver.url());
		settled(job, "delivered");
		this.jdbc.sql("update delivery set body_payload = :gone where job_id = :job")
			.param("gone", UUID.randomUUID())
			.param("job", UUID.fromString(job))
			.update();
		assertProblem(redeliver(job, ""), 410, "expired");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"url":"ftp://example.com/"}          | 422 | invalid_callback_url
			{"url":"http://a:b@example.com/"}     | 422 | invalid_callback_url
			{"url":"http://exa~mple.com/"}        | 422 | invalid_callback_url
			{"url":""}                            | 422 | invalid_callback_url
			{"url":7}                             | 422 | invalid_callback_url
			{"url":"http://169.254.169.254/"}     | 422 | callback_address_refused
			{"url":                               | 400 | invalid_json
			[]                                    | 400 | invalid_json
			""")
	void redeliveryThatCannotBeUsedIsRefused(String body, int status, String code) {
		String job = submit(receiver.url());
		settled(job, "delivered");
		assertProblem(redeliver(job, body), status, code);
		assertThat(text(deliveries(job), "state")).isEqualTo("delivered");
		assertThat(text(deliveries(job), "url")).isEqualTo(receiver.url());
	}

	@Test
	void redeliveryWithAnotherMediaTypeOrAHugeBodyIsRefused() {
		String job = submit(receiver.url());
		settled(job, "delivered");
		String path = "/jobs/" + job + "/redeliver";
		assertProblem(
				this.service.post(path, "url=http://example.com", "Content-Type", "application/x-www-form-urlencoded"),
				415, "unsupported_media_type");
		assertProblem(this.service.post(path, "{\"url\":\"" + "x".repeat(100_000) + "\"}"), 413, "body_too_large");
	}

	@Test
	void deadLettersAreListedPageByPageNewestFirst() {
		List<String> jobs = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			receiver.willAnswer(410);
			String job = submit(receiver.url("/hook?token=s3cret"));
			settled(job, "dead_letter");
			jobs.add(0, job);
		}
		List<String> seen = new ArrayList<>();
		String cursor = "";
		for (int i = 0; i < 3; i++) {
			JsonNode page = this.service.get("/dead-letters?host=127.0.0.1&limit=1" + cursor).json();
			JsonNode letter = page.at("/dead_letters/0");
			assertThat(letter.propertyNames()).containsExactly("job_id", "url", "verdict", "attempts", "last_error",
					"since");
			assertThat(text(letter, "url")).isEqualTo(receiver.url("/hook?token=***"));
			assertThat(text(letter, "verdict")).isEqualTo("completed");
			assertThat(text(letter, "last_error")).isEqualTo("HTTP 410");
			assertThat(letter.path("attempts").asInt()).isEqualTo(1);
			seen.add(text(letter, "job_id"));
			cursor = "&cursor=" + text(page, "next_cursor");
		}
		assertThat(seen).containsExactlyElementsOf(jobs);
		JsonNode none = this.service.get("/dead-letters?host=nobody.example.com").json();
		assertThat(none.toString()).isEqualTo("{\"dead_letters\":[],\"next_cursor\":null}");
		assertThat(this.service.get("/dead-letters?before=2001-01-01T00:00:00Z").json().path("dead_letters")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "limit=0", "limit=101", "limit=ten", "limit=", "cursor=nonsense", "cursor=", "before=soon",
			"before=2026-11-25", "host=", "host=http://example.com", "host=127.0.0.1:80" })
	void deadLettersWithAWrongParameterAreRefused(String query) {
		assertProblem(this.service.get("/dead-letters?" + query), 422, "invalid_parameter");
	}

	@Test
	void redeliveryOfDeadLettersTakesThoseOfAHost() {
		List<String> meant = List.of(deadLetter("http://localhost:" + receiver.port() + "/a"),
				deadLetter("http://LOCALHOST.:" + receiver.port() + "/b"));
		String other = deadLetter(receiver.url());
		Answer none = this.service.post("/dead-letters/redeliver",
				"{\"host\":\"localhost\",\"before\":\"2001-01-01T00:00:00Z\"}");
		assertThat(none.text()).isEqualTo("{\"redelivered\":0}");
		Answer answer = this.service.post("/dead-letters/redeliver", "{\"host\":\"localhost\"}");
		assertThat(answer.status()).isEqualTo(202);
		assertThat(answer.json().path("redelivered").asInt()).isGreaterThanOrEqualTo(2);
		meant.forEach((job) -> settled(job, "delivered"));
		assertThat(this.service.job(other).at("/callback/state").asString()).isEqualTo("dead_letter");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"host\":\"\"}", "{\"host\":7}", "{\"before\":\"soon\"}", "{\"before\":\" \"}" })
	void redeliveryOfDeadLettersWithAWrongFieldIsRefused(String body) {
		assertProblem(this.service.post("/dead-letters/redeliver", body), 422, "invalid_parameter");
	}

	@Test
	void receiverThatHangsDelaysNobodyElsesCallback() {
		int callbacks = 300;
		List<String> jobs = new ArrayList<>();
		try (CallbackReceiver hanging = CallbackReceiver.start()) {
			hanging.willTake(Duration.ofHours(1));
			Instant longAgo = Instant.parse("2020-01-01T00:00:00Z");
			for (int i = 0; i < callbacks; i++) {
				jobs.add(deadLetter(hanging.url(), longAgo));
			}
			Answer answer = this.service.post("/dead-letters/redeliver", "{\"before\":\"2020-01-02T00:00:00Z\"}");
			assertThat(answer.json().path("redelivered").asInt()).isEqualTo(callbacks);
			hanging.take(PATIENCE);
			String healthy = submit(receiver.url());
			receiver.take(healthy, PATIENCE);
			// Had they held every thread, more of them than there are threads would have
			// been attempted by now: they were due before.
			assertThat(attempted()).isLessThan(callbacks - 32);
		}
		finally {
			jobs.forEach(this::delete);
		}
	}

	private int attempted() {
		return this.jdbc.sql("""
				select count(distinct attempt.job_id) from delivery_attempt attempt
					join job on job.id = attempt.job_id
				where job.owner = 'inserted'
				""").query(Integer.class).single();
	}

	private String submit(String callbackUrl) {
		return this.service.accepted(ServiceClient.SINGLE_B64, callbackUrl, ServiceClient.single());
	}

	private JsonNode deliveries(String job) {
		Answer answer = this.service.get("/jobs/" + job + "/deliveries");
		assertThat(answer.status()).isEqualTo(200);
		return answer.json();
	}

	private Answer redeliver(String job, String body) {
		return this.service.post("/jobs/" + job + "/redeliver", body);
	}

	private JsonNode settled(String job, String state) {
		return Eventually.value(PATIENCE, () -> {
			JsonNode view = this.service.job(job);
			assertThat(view.at("/callback/state").asString()).isEqualTo(state);
			return view;
		});
	}

	private static void assertProblem(Answer answer, int status, String code) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(status);
		assertThat(answer.code()).isEqualTo(code);
		assertThat(answer.detail()).isNotBlank();
	}

	private String deadLetter(String url) {
		return deadLetter(url, Instant.parse("2020-02-01T00:00:00Z"));
	}

	private String deadLetter(String url, Instant since) {
		String job = job("finished", url);
		this.jdbc.sql("""
				insert into delivery (job_id, url, host, verdict, field_names, body_head, body_tail, state, attempts,
					last_error, created_at, finished_at)
				values (:job, :url, :host, 'completed', '', :body, '', 'dead_letter', 3, 'HTTP 500', :since, :since)
				""")
			.param("job", UUID.fromString(job))
			.param("url", url)
			.param("host", URI.create(url.replace("LOCALHOST.", "localhost")).getHost())
			.param("body", "{\"job_id\":\"" + job + "\"}")
			.param("since", since.atOffset(ZoneOffset.UTC))
			.update();
		return job;
	}

	private String job(String state, @Nullable String callbackUrl) {
		UUID job = UUID.randomUUID();
		this.jdbc.sql("""
				insert into job (id, kind, state, verdict, cancelled, callback_url, owner, request, items_done,
					items_failed, items_total, fallbacks, run, attempts, crashes, worked_ms, created_at, expires_at)
				values (:id, 'image_b64', :state, 'completed', false, :callback, 'inserted', '{}', 1,
					0, 1, 0, 1, 1, 0, 1, :now, :expires)
				""")
			.param("id", job)
			.param("state", state)
			.param("callback", callbackUrl)
			.param("now", OffsetDateTime.now(ZoneOffset.UTC))
			.param("expires", OffsetDateTime.now(ZoneOffset.UTC).plusDays(1))
			.update();
		return job.toString();
	}

	private void delete(String job) {
		this.jdbc.sql("delete from job where id = :job").param("job", UUID.fromString(job)).update();
	}

}
