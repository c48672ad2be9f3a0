package io.wxomedia.processing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.wxomedia.testing.EventStream;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.RawConnection;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.TestImages;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for workshop sessions as hosts and participants see them.
 */
@TestPropertySource(properties = { "ADMIN_KEY=" + SessionTests.HOST, "WORKSHOP_TOKEN=w0rksh0p-t0ken", "POLLING=true",
		"INBOX=true", "COS_INPUT_BUCKET=inputs", "COS_OUTPUT_BUCKET=outputs", "MAX_CONCURRENT_JOBS=2",
		"VIDEO_BACKEND_URL=http://127.0.0.1:9/", "FAL_KEY=nobody-is-asked", "FAL_QUEUE_URL=http://127.0.0.1:9" })
@ExtendWith(OutputCaptureExtension.class)
class SessionTests extends ProcessingService {

	static final String HOST = "host-kn0ws-this-only";

	private static final String LOOK_ALIKES = "[^0O1IL2Z5S8BUV]{6}";

	@Test
	void hostOpensAndPeopleTakeSeats(CapturedOutput output) {
		Answer opened = host("/sessions",
				"{\"name\":\"Tuesday\",\"seats\":2,\"duration_minutes\":60,\"budget_usd\":20,\"images_per_seat\":3}");
		assertThat(opened.status()).isEqualTo(201);
		JsonNode session = opened.json();
		assertThat(session.path("join_code").asString()).matches("[A-Z0-9]{6}").matches(LOOK_ALIKES);
		assertThat(session.path("join_url").asString()).endsWith("/?join=" + session.path("join_code").asString());
		assertThat(session.path("state").asString()).isEqualTo("open");
		assertThat(session.path("seats").asInt()).isEqualTo(2);
		assertThat(Duration.between(time(session, "starts_at"), time(session, "ends_at")))
			.isEqualTo(Duration.ofHours(1));
		String code = session.path("join_code").asString().toLowerCase().replaceFirst("(...)", "$1-");
		JsonNode first = join(code, "Ada").json();
		assertThat(first.path("session").asString()).isEqualTo("Tuesday");
		assertThat(first.path("seat").asInt()).isEqualTo(1);
		assertThat(first.path("key").asString()).startsWith("seat_");
		assertThat(join(code, "").json().path("seat").asInt()).isEqualTo(2);
		assertRefused(join(code, null), 409, "session_full");
		JsonNode shown = get(session).json();
		assertThat(shown.path("seats_taken").asInt()).isEqualTo(2);
		assertThat(shown.path("people").path(0).path("name").asString()).isEqualTo("Ada");
		assertThat(shown.path("people").path(1).path("name").isNull()).isTrue();
		assertThat(shown.path("people").path(0).path("jobs").path("queued").asInt(-1)).isZero();
		assertThat(shown.path("totals").path("cost_usd").asInt(-1)).isZero();
		assertThat(this.service.get("/sessions", "x-api-key", HOST).json().path("sessions").valueStream())
			.anySatisfy((one) -> assertThat(one.path("session_id")).isEqualTo(session.path("session_id")));
		change(session, "{\"seat_budget_usd\":null,\"paused\":false}");
		end(session);
		assertRefused(join(code, null), 410, "session_ended");
		assertThat(output.getOut())
			.contains("action=open_session target=" + text(session, "session_id"), "action=end_session",
					"paused=false,seat_budget_usd=null")
			.doesNotContain(first.path("key").asString());
	}

	@Test
	void whatCannotBeOpenedIsRefused() {
		for (String body : new String[] { "{}", "{\"name\":\" \"}", "{\"name\":\"a\",\"seats\":0}",
				"{\"name\":\"a\",\"seats\":501}", "{\"name\":\"a\",\"duration_minutes\":\"60\"}",
				"{\"name\":\"a\",\"budget_usd\":-1}", "{\"name\":\"a\",\"images_per_seat\":1.5}" }) {
			assertRefused(host("/sessions", body), 422, "invalid_field");
		}
		assertRefused(this.service.post("/sessions", "{\"name\":\"a\"}", "x-workshop-token", "w0rksh0p-t0ken"), 403,
				"admin_only");
		assertRefused(this.service.get("/sessions/" + UUID.randomUUID(), "x-api-key", HOST), 404, "not_found");
	}

	@Test
	void guessingIsRefusedAfterTenCodes() {
		JsonNode session = open("{\"name\":\"a\"}");
		String right = "{\"code\":\"" + text(session, "join_code") + "\"}";
		String[] guesser = { "X-Forwarded-For", "203.0.113.7" };
		for (int i = 0; i < 10; i++) {
			assertThat(this.service.post("/sessions/join", right, guesser).status()).isEqualTo(201);
			assertRefused(this.service.post("/sessions/join", "{\"code\":\"AAAAA" + i + "\"}", guesser), 404,
					"not_found");
		}
		Answer refused = this.service.post("/sessions/join", right, guesser);
		assertRefused(refused, 429, "rate_limited");
		assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 60);
		assertThat(this.service.post("/sessions/join", right, "X-Forwarded-For", "203.0.113.8").status())
			.isEqualTo(201);
		end(session);
	}

	@Test
	void seatSeesAndCancelsItsOwnOnly() {
		JsonNode session = open("{\"name\":\"a\"}");
		String ada = key(session);
		String bob = key(session);
		String id = post(ada);
		JsonNode job = finished(id, ada);
		assertThat(text(job, "verdict")).isEqualTo("completed");
		assertThat(text(job, "session")).isEqualTo(text(session, "session_id"));
		assertThat(job.path("seat").asInt()).isEqualTo(1);
		assertThat(this.service.get("/jobs/" + id + "/input", "x-api-key", ada).status()).isEqualTo(200);
		for (String path : new String[] { "", "/result", "/input", "/deliveries", "/events" }) {
			assertRefused(this.service.get("/jobs/" + id + path, "x-api-key", bob), 404, "not_found");
		}
		assertRefused(this.service.post("/jobs/" + id + "/cancel", "", "x-api-key", bob), 404, "not_found");
		assertRefused(this.service.delete("/jobs/" + id, "x-api-key", bob), 404, "not_found");
		assertThat(this.service.get("/jobs", "x-api-key", bob).json().path("jobs").size()).isZero();
		String owner = text(session, "session_id") + "/1";
		assertThat(this.service.get("/jobs?owner=" + owner, "x-api-key", bob).json().path("jobs").size()).isZero();
		assertThat(this.service.get("/jobs?owner=" + owner, "x-api-key", HOST).json().path("jobs").size()).isOne();
		change(session, "{\"paused\":true}");
		String waiting = post(ada);
		assertThat(cancelled("{\"owner\":\"" + owner + "\"}", bob)).isZero();
		assertThat(cancelled("{\"all\":true}", bob)).isZero();
		assertRefused(this.service.get("/spending", "x-api-key", ada), 403, "admin_only");
		assertRefused(this.service.get("/sessions", "x-api-key", ada), 403, "admin_only");
		assertThat(cancelled("{\"all\":true}", ada)).isOne();
		assertThat(finished(waiting, ada).path("cancelled").asBoolean()).isTrue();
		JsonNode people = get(session).json().path("people");
		assertThat(people.path(0).path("jobs").path("completed").asInt()).isOne();
		assertThat(people.path(0).path("jobs").path("failed").asInt()).isOne();
		assertThat(people.path(0).path("cost_usd").asDouble()).isPositive();
		assertThat(people.path(1).path("cost_usd").asDouble()).isZero();
		end(session);
	}

	@Test
	void pausedSessionHoldsAndAMutedSeatIsRefused() {
		JsonNode session = open("{\"name\":\"a\"}");
		String ada = key(session);
		assertThat(text(change(session, "{\"paused\":true}"), "state")).isEqualTo("paused");
		String id = post(ada);
		Eventually.within(PATIENCE, () -> assertThat(text(job(id, ada), "phase")).isEqualTo("paused"));
		assertThat(provider.edits()).isEmpty();
		String seat = "/sessions/" + text(session, "session_id") + "/seats/1";
		Answer muted = this.service.patch(seat, "{\"muted\":true}", "x-api-key", HOST);
		assertThat(muted.json().path("muted").asBoolean()).isTrue();
		assertRefused(submit(ada), 403, "seat_muted");
		change(session, "{\"paused\":false}");
		Eventually.within(PATIENCE, () -> assertThat(text(job(id, ada), "phase")).isEqualTo("muted"));
		assertThat(provider.edits()).isEmpty();
		assertRefused(this.service.patch(seat.replace("/1", "/2"), "{\"muted\":true}", "x-api-key", HOST), 404,
				"not_found");
		this.service.patch(seat, "{\"muted\":false}", "x-api-key", HOST);
		assertThat(text(finished(id, ada), "verdict")).isEqualTo("completed");
		end(session);
	}

	@Test
	void hostChoosesModelAndQualityForTheNextCall() {
		JsonNode session = open("{\"name\":\"a\"}");
		String ada = key(session);
		change(session, "{\"model\":\"gpt-image-1-mini\",\"quality\":\"low\"}");
		assertThat(text(finished(post(ada), ada), "model")).isEqualTo("gpt-image-1-mini");
		assertThat(provider.edits().get(0).getBodyAsString()).contains("gpt-image-1-mini", "low");
		change(session, "{\"model\":null,\"quality\":null}");
		assertThat(text(finished(post(ada), ada), "model")).isEqualTo("gpt-image-2");
		assertRefused(this.service.patch("/sessions/" + text(session, "session_id"), "{\"model\":\"a b\"}", "x-api-key",
				HOST), 422, "invalid_field");
		assertRefused(this.service.patch("/sessions/" + text(session, "session_id"),
				"{\"ends_at\":\"2001-01-01T00:00:00Z\"}", "x-api-key", HOST), 422, "invalid_field");
		end(session);
	}

	@Test
	void seatHasItsImagesAndFailedOnesDoNotCount() {
		JsonNode session = open("{\"name\":\"a\",\"images_per_seat\":2}");
		String ada = key(session);
		provider.willFail(OpenAiStub.Error.MODERATION);
		assertThat(text(finished(post(ada), ada), "verdict")).isEqualTo("failed");
		provider.reset();
		finished(post(ada), ada);
		change(session, "{\"paused\":true}");
		String waiting = post(ada);
		assertRefused(submit(ada), 403, "seat_limit");
		change(session, "{\"paused\":false}");
		assertThat(text(finished(waiting, ada), "verdict")).isEqualTo("completed");
		this.service.delete("/jobs/" + waiting, "x-api-key", ada);
		assertRefused(submit(ada), 403, "seat_limit");
		String bob = key(session);
		for (int i = 0; i < 4; i++) {
			put(INPUTS, "limit/" + i + ".png", TestImages.png());
		}
		Answer batch = this.service.post(ServiceClient.BATCH, "{\"prompt\":\"red\",\"input_prefix\":\"limit/\"}",
				"x-api-key", bob);
		JsonNode done = finished(text(batch.json(), "job_id"), bob);
		assertThat(text(done, "verdict")).isEqualTo("completed_with_errors");
		assertThat(done.path("progress").path("done").asInt()).isEqualTo(2);
		assertThat(done.path("items").valueStream().filter((item) -> !item.path("error").isNull())).hasSize(2)
			.allSatisfy((item) -> assertThat(text(item, "error")).contains("seat_limit"));
		end(session);
	}

	@Test
	void budgetOfASeatMakesFallbacksOrIsRefused() {
		JsonNode session = open("{\"name\":\"a\",\"seat_budget_usd\":0.000001}");
		String ada = key(session);
		assertThat(finished(post(ada), ada).path("fallback_local").asInt()).isZero();
		JsonNode fallback = finished(post(ada), ada);
		assertThat(text(fallback, "fallback_reason")).isEqualTo("session_budget");
		change(session, "{\"fallback\":false,\"paused\":true}");
		assertRefused(submit(ada), 402, "budget_exhausted");
		String bob = key(session);
		assertThat(finished(postWhilePausedEnds(session, bob), bob).path("fallback_local").asInt()).isZero();
		change(session, "{\"seat_budget_usd\":5}");
		assertThat(finished(post(ada), ada).path("fallback_local").asInt()).isZero();
		change(session, "{\"budget_usd\":0.000001}");
		assertRefused(submit(bob), 402, "budget_exhausted");
		int credits = credits(bob);
		// Nothing is made here in place of a video, so the fallback changes nothing.
		change(session, "{\"fallback\":true}");
		assertRefused(video(bob), 402, "budget_exhausted");
		assertRefused(workflow(bob), 402, "budget_exhausted");
		assertThat(credits(bob)).isEqualTo(credits);
		change(session, "{\"budget_usd\":null,\"paused\":true}");
		assertThat(video(bob).status()).isEqualTo(200);
		assertThat(workflow(bob).status()).isEqualTo(200);
		assertThat(credits(bob)).isEqualTo(credits - 15 - 20);
		end(session);
		Eventually.within(PATIENCE,
				() -> assertThat(get(session).json().path("totals").path("jobs").path("queued").asInt()).isZero());
	}

	@Test
	void whatFailedLeavesNothingOfTheBudgetTaken() {
		JsonNode session = open("{\"name\":\"a\",\"budget_usd\":0.000001,\"seat_budget_usd\":0.000001}");
		String ada = key(session);
		int credits = credits(ada);
		provider.willFail(OpenAiStub.Error.MODERATION);
		assertThat(text(finished(post(ada), ada), "verdict")).isEqualTo("failed");
		String refused = text(workflow(ada).json(), "workflowId");
		assertThat(text(finished(refused, ada), "verdict")).isEqualTo("failed");
		provider.reset();
		change(session, "{\"paused\":true}");
		List<String> waiting = List.of(post(ada), text(video(ada).json(), "job_id"),
				text(workflow(ada).json(), "workflowId"));
		// Of the run only until moderation, which nobody answers here, has failed it.
		assertThat(credits(ada)).isIn(credits - 15 - 20, credits - 15);
		for (String id : waiting) {
			this.service.post("/jobs/" + id + "/cancel", "", "x-api-key", ada);
			assertThat(text(finished(id, ada), "verdict")).isEqualTo("failed");
		}
		JsonNode after = this.service.get("/credits", "x-api-key", ada).json();
		assertThat(after.path("held").asInt()).as(after.toString()).isZero();
		assertThat(after.path("balance").asInt()).isEqualTo(credits);
		// Neither of the two budgets has anything taken from it: they allow one more
		// call.
		change(session, "{\"paused\":false}");
		assertThat(finished(post(ada), ada).path("fallback_local").asInt()).isZero();
		assertThat(text(finished(post(ada), ada), "fallback_reason")).isEqualTo("session_budget");
		end(session);
	}

	@Test
	void pausedSessionAndMutedSeatOrderNothingFromABackend() {
		JsonNode session = open("{\"name\":\"a\",\"images_per_seat\":1}");
		String ada = key(session);
		change(session, "{\"paused\":true}");
		String id = text(video(ada).json(), "job_id");
		Eventually.within(PATIENCE, () -> assertThat(text(job(id, ada), "phase")).isEqualTo("paused"));
		String seat = "/sessions/" + text(session, "session_id") + "/seats/1";
		this.service.patch(seat, "{\"muted\":true}", "x-api-key", HOST);
		assertRefused(video(ada), 403, "seat_muted");
		change(session, "{\"paused\":false}");
		Eventually.within(PATIENCE, () -> assertThat(text(job(id, ada), "phase")).isEqualTo("muted"));
		this.service.patch(seat, "{\"muted\":false}", "x-api-key", HOST);
		Eventually.within(PATIENCE, () -> assertThat(text(job(id, ada), "phase")).isEqualTo("waiting_for_backend"));
		assertRefused(video(ada), 403, "seat_limit");
		end(session);
		this.service.post("/jobs/" + id + "/cancel", "", "x-api-key", HOST);
	}

	private Answer video(String key) {
		return this.service.post("/api/videos/generate", "{\"prompt\":\"a sea\"}", "x-api-key", key);
	}

	private Answer workflow(String key) {
		return this.service.post("/api/workflow/start",
				"{\"imagePrompt\":\"A lighthouse at dusk\",\"videoPrompt\":\"The beam turns slowly\"}", "x-api-key",
				key);
	}

	private int credits(String key) {
		return this.service.get("/credits", "x-api-key", key).json().path("available").asInt(-1);
	}

	private String postWhilePausedEnds(JsonNode session, String key) {
		String id = post(key);
		change(session, "{\"paused\":false}");
		return id;
	}

	@Test
	void endStopsKeysAndCancelsWhatWaits() {
		JsonNode session = open("{\"name\":\"a\"}");
		String path = "/sessions/" + text(session, "session_id");
		String ada = key(session);
		String done = post(ada);
		finished(done, ada);
		change(session, "{\"paused\":true}");
		String waiting = post(ada);
		assertRefused(this.service.delete(path, "x-api-key", HOST), 409, "not_finished");
		assertThat(text(end(session), "state")).isEqualTo("ended");
		assertThat(this.service.get("/jobs/" + done, "x-api-key", ada).status()).isEqualTo(401);
		assertThat(submit(ada).status()).isEqualTo(401);
		JsonNode cancelled = finished(waiting, HOST);
		assertThat(cancelled.path("cancelled").asBoolean()).isTrue();
		assertRefused(this.service.post("/jobs/" + waiting + "/retry", "", "x-api-key", HOST), 410, "session_ended");
		assertRefused(this.service.patch(path, "{\"paused\":false}", "x-api-key", HOST), 409, "session_ended");
		assertThat(this.service.delete(path, "x-api-key", HOST).status()).isEqualTo(204);
		assertThat(this.service.get("/jobs/" + done, "x-api-key", HOST).status()).isEqualTo(404);
		assertThat(this.service.get(path, "x-api-key", HOST).status()).isEqualTo(404);
		// In the trail before it begins: what is broken off goes on by itself.
		Eventually.within(PATIENCE, () -> {
			List<String> results = new ArrayList<>();
			for (JsonNode entry : this.service.get("/audit?limit=100", "x-api-key", HOST).json().path("entries")) {
				if (entry.toString().contains("delete_session")
						&& entry.toString().contains(text(session, "session_id"))) {
					results.add(entry.path("detail").asString());
				}
			}
			assertThat(results).containsExactlyInAnyOrder("not_finished", "begun", "deleted");
		});
	}

	@Test
	void streamsOfSeatEndWithItsSession() throws Exception {
		JsonNode session = open("{\"name\":\"a\"}");
		JsonNode other = open("{\"name\":\"b\"}");
		String ada = key(session);
		change(session, "{\"paused\":true}");
		String waiting = post(ada);
		try (EventStream stays = EventStream.open(this.port, "/events", "x-api-key", key(other));
				RawConnection all = RawConnection.to(this.port);
				EventStream one = EventStream.open(this.port, "/jobs/" + waiting + "/events", "x-api-key", ada)) {
			all.send("GET /events HTTP/1.1\nHost: localhost\nx-api-key: " + ada + "\n\n");
			assertThat(all.readHead(PATIENCE)).startsWith("HTTP/1.1 200");
			end(session);
			assertThat(all.readAll(PATIENCE)).contains(": unauthorized: ").endsWith("\r\n0\r\n\r\n");
			assertThat(one.awaitEnd(30)).isTrue();
			assertThat(stays.awaitEnd(0)).isFalse();
		}
		try (EventStream again = EventStream.open(this.port, "/events", "x-api-key", ada)) {
			assertThat(again.status()).isEqualTo(401);
		}
		end(other);
	}

	@Test
	void deletionTakesInboxEntriesAlong() {
		JsonNode session = open("{\"name\":\"a\"}");
		String ada = key(session);
		String inbox = "/inbox/" + UUID.randomUUID();
		Answer accepted = this.service.post(ServiceClient.SINGLE_B64, ServiceClient.single(), "x-api-key", ada,
				"callbackUrl", "http://127.0.0.1:" + this.port + inbox);
		String id = text(accepted.json(), "job_id");
		Eventually.within(PATIENCE, () -> assertThat(this.service.get(inbox, "x-api-key", ada).text()).contains(id));
		// Sent again to another inbox, and guessed by another seat.
		String other = "/inbox/" + UUID.randomUUID();
		String there = "{\"url\":\"http://127.0.0.1:" + this.port + other + "\"}";
		// What was received may not be noted as delivered yet.
		Eventually.within(PATIENCE,
				() -> assertThat(this.service.post("/jobs/" + id + "/redeliver", there, "x-api-key", ada).status())
					.isEqualTo(202));
		Eventually.within(PATIENCE, () -> assertThat(this.service.get(other, "x-api-key", ada).text()).contains(id));
		String bob = key(session);
		assertThat(this.service.get(inbox, "x-api-key", bob).json().path("callbacks").size()).isZero();
		assertThat(this.service.delete(inbox, "x-api-key", bob).status()).isEqualTo(204);
		assertThat(this.service.get(inbox, "x-api-key", HOST).json().path("callbacks").size()).isOne();
		end(session);
		assertThat(delete(session).status()).isEqualTo(204);
		assertThat(this.service.get(inbox, "x-api-key", HOST).json().path("callbacks").size()).isZero();
		assertThat(this.service.get(other, "x-api-key", HOST).json().path("callbacks").size()).isZero();
	}

	@Test
	void deletionTakesObjectsAlongAndLeavesThoseOfOthers() {
		JsonNode session = open("{\"name\":\"a\"}");
		String ada = key(session);
		put(OUTPUTS, "results/" + UUID.randomUUID() + "/else_modified.png", TestImages.png());
		put(INPUTS, "gone/1.png", TestImages.png());
		String single = text(
				this.service.post(ServiceClient.SINGLE_COS, ServiceClient.single(), "x-api-key", ada).json(), "job_id");
		String batch = text(this.service
			.post(ServiceClient.BATCH, "{\"prompt\":\"red\",\"input_prefix\":\"gone/\",\"output_prefix\":\"mine\"}",
					"x-api-key", ada)
			.json(), "job_id");
		finished(single, ada);
		finished(batch, ada);
		assertThat(keys(OUTPUTS)).hasSizeGreaterThanOrEqualTo(4);
		end(session);
		assertThat(delete(session).status()).isEqualTo(204);
		assertThat(keys(OUTPUTS)).hasSize(1).noneMatch((key) -> key.contains(single) || key.contains(batch));
		assertThat(keys(INPUTS)).containsExactly("gone/1.png");
	}

	@Test
	void deletionRightAfterTheEndLeavesNothingOfWhatStillRuns() {
		JsonNode session = open("{\"name\":\"a\"}");
		String ada = key(session);
		provider.willReturn(TestImages.png(), Duration.ofSeconds(20));
		String id = text(this.service.post(ServiceClient.SINGLE_COS, ServiceClient.single(), "x-api-key", ada).json(),
				"job_id");
		Eventually.within(PATIENCE, () -> assertThat(provider.edits()).isNotEmpty());
		end(session);
		// A run may be at the very end of its own verdict; then it is asked again.
		Eventually.within(PATIENCE, () -> assertThat(delete(session).status()).isIn(204, 404));
		assertThat(this.service.get("/jobs/" + id, "x-api-key", HOST).status()).isEqualTo(404);
		assertThat(get(session).status()).isEqualTo(404);
		assertThat(keys(OUTPUTS)).isEmpty();
	}

	private Answer delete(JsonNode session) {
		return this.service.delete("/sessions/" + text(session, "session_id"), "x-api-key", HOST);
	}

	@Test
	void sessionEndsByItself() {
		JsonNode session = open("{\"name\":\"a\"}");
		String ada = key(session);
		change(session, "{\"paused\":true}");
		String waiting = post(ada);
		change(session, "{\"ends_at\":\"" + Instant.now().plusSeconds(2) + "\"}");
		assertThat(finished(waiting, HOST).path("cancelled").asBoolean()).isTrue();
		assertThat(this.service.get("/jobs", "x-api-key", ada).status()).isEqualTo(401);
		assertThat(text(get(session).json(), "state")).isEqualTo("ended");
	}

	@Test
	void reportShowsEverythingAndRunsNothing() {
		JsonNode session = open("{\"name\":\"<b>Tuesday</b>\"}");
		String ada = text(join(text(session, "join_code"), "=Ada<script>alert(1)</script>").json(), "key");
		String prompt = "=cmd|' /C calc'!A0<img src=x onerror=alert(1)>";
		Answer accepted = this.service.post(ServiceClient.SINGLE_COS,
				ServiceClient.single(prompt, "a\"<i>.png", TestImages.png()), "x-api-key", ada);
		finished(text(accepted.json(), "job_id"), ada);
		provider.willFail(OpenAiStub.Error.MODERATION);
		finished(post(ada), ada);
		put(INPUTS, "report/1.png", TestImages.png());
		provider.reset();
		Answer batch = this.service.post(ServiceClient.BATCH, "{\"prompt\":\"red\",\"input_prefix\":\"report/\"}",
				"x-api-key", ada);
		finished(text(batch.json(), "job_id"), ada);
		end(session);
		String path = "/sessions/" + text(session, "session_id") + "/report";
		Answer report = this.service.get(path, "x-api-key", HOST);
		assertThat(report.status()).isEqualTo(200);
		assertThat(report.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
		assertThat(report.header("Content-Security-Policy")).contains("default-src 'none'", "img-src data:");
		String page = report.text();
		assertThat(page)
			.contains("<h1>&lt;b&gt;Tuesday&lt;/b&gt;</h1>", "=Ada&lt;script&gt;", "onerror=alert(1)&gt;", "moderation",
					"Seat 1", "$")
			.doesNotContain("<script", "<img src=x", "<i>", "<b>");
		// Two of the single image, one of the failed one, two of the batch.
		assertThat(page.split("src=\"data:image/jpeg;base64,", -1)).hasSize(6);
		assertThat(page).contains("lang=\"en\"", ">Completed<", "Cost: $0.");
		Answer french = this.service.get(path, "x-api-key", HOST, "Accept-Language", "fr-CH, en;q=0.5");
		assertThat(french.header("Content-Language")).isEqualTo("fr");
		assertThat(french.text()).contains("lang=\"fr\"", "<h2>Place 1", ">Réussies<", "réussie", "Avant", "$US")
			.doesNotContain("Completed", "Before");
		Answer csv = this.service.get(path + "?format=csv", "x-api-key", HOST);
		assertThat(csv.header("Content-Type")).isEqualTo("text/csv;charset=UTF-8");
		assertThat(csv.text().split("\r\n")).hasSize(4);
		assertThat(csv.text()).startsWith("\"seat\",\"name\",\"job_id\"").contains("\"'=Ada<script>", "\"'=cmd|");
		assertRefused(this.service.get(path + "?format=pdf", "x-api-key", HOST), 422, "invalid_parameter");
		assertRefused(this.service.get(path, "x-api-key", ada), 401, "unauthorized");
	}

	@Test
	void rehearsalBuysNothing() {
		Answer answer = host("/sessions/rehearsal",
				"{\"seats\":30,\"images_per_seat\":1,\"images_per_minute\":5,\"model\":\"gpt-image-2\",\"quality\":\"low\"}");
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		assertThat(answer.json().path("last_finished_after_seconds").asInt()).isBetween(301, 400);
		assertThat(answer.json().path("median_wait_seconds").asInt()).isBetween(120, 200);
		assertThat(answer.json().path("cost_usd").asDouble()).isPositive();
		assertThat(answer.json().path("refused").asInt(-1)).isZero();
		assertThat(provider.edits()).isEmpty();
		assertRefused(host("/sessions/rehearsal", "{\"seats\":30}"), 422, "invalid_field");
	}

	private Answer host(String path, String body) {
		return this.service.post(path, body, "x-api-key", HOST);
	}

	private JsonNode open(String body) {
		Answer opened = host("/sessions", body);
		assertThat(opened.status()).as(opened.text()).isEqualTo(201);
		return opened.json();
	}

	private Answer get(JsonNode session) {
		return this.service.get("/sessions/" + text(session, "session_id"), "x-api-key", HOST);
	}

	private JsonNode change(JsonNode session, String body) {
		Answer changed = this.service.patch("/sessions/" + text(session, "session_id"), body, "x-api-key", HOST);
		assertThat(changed.status()).as(changed.text()).isEqualTo(200);
		return changed.json();
	}

	private JsonNode end(JsonNode session) {
		return host("/sessions/" + text(session, "session_id") + "/end", "").json();
	}

	private Answer join(String code, @Nullable String name) {
		return this.service.post("/sessions/join",
				"{\"code\":\"" + code + "\"" + ((name != null) ? ",\"name\":\"" + name + "\"" : "") + "}");
	}

	private String key(JsonNode session) {
		return text(join(text(session, "join_code"), null).json(), "key");
	}

	private Answer submit(String key) {
		return this.service.post(ServiceClient.SINGLE_B64, ServiceClient.single(), "x-api-key", key);
	}

	private String post(String key) {
		Answer accepted = submit(key);
		assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
		return text(accepted.json(), "job_id");
	}

	private int cancelled(String body, String key) {
		return this.service.post("/jobs/cancel", body, "x-api-key", key).json().path("cancelled").asInt(-1);
	}

	private JsonNode job(String id, String key) {
		return this.service.get("/jobs/" + id, "x-api-key", key).json();
	}

	private JsonNode finished(String id, String key) {
		Eventually.within(PATIENCE, () -> assertThat(text(job(id, key), "state")).isEqualTo("finished"));
		return job(id, key);
	}

	private static void assertRefused(Answer answer, int status, String code) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(status);
		assertThat(answer.code()).isEqualTo(code);
	}

	private static Instant time(JsonNode node, String field) {
		return Instant.parse(text(node, field));
	}

}
