package io.wxomedia.acceptance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.wxomedia.job.JobId;
import io.wxomedia.testing.RawConnection;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.video.Generations;
import io.wxomedia.video.Told;
import io.wxomedia.video.VideoEvent;
import io.wxomedia.video.VideoFile;
import io.wxomedia.video.VideoReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The webhook of videos, case by case as the contract has it.
 */
class VideoWebhookTests extends VideoService {

	private static final String INVALID = "Invalid payload: missing required fields or wrong content_type";

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private Generations generations;

	@Test
	void healthHasItsFourKeys() {
		Answer answer = this.service.get(WEBHOOK);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.json().propertyNames()).containsExactlyInAnyOrder("status", "webhook", "timestamp",
				"idempotence_cache_size");
		assertThat(answer.json().path("status").asString()).isEqualTo("healthy");
		assertThat(answer.json().path("webhook").asString()).isEqualTo("video-completion");
		assertThat(answer.json().path("idempotence_cache_size").isInt()).isTrue();
	}

	@Test
	void secretIsCheckedFirst() {
		String unauthorized = "{\"error\":\"Unauthorized: Invalid webhook secret\"}";
		String body = event(UUID.randomUUID().toString(), "pending");
		assertBody(tell(body, "X-Other", "x"), 401, unauthorized);
		assertBody(tell(body, "X-Webhook-Secret", "wrong"), 401, unauthorized);
		assertBody(tell(body, "X-Webhook-Secret", ""), 401, unauthorized);
		assertBody(tell(body, "X-Webhook-Secret", SECRET + " " + OLD_SECRET), 401, unauthorized);
		assertBody(tell("{", "X-Webhook-Secret", "wrong", "Content-Type", "text/plain"), 401, unauthorized);
		// The service's own keys open other doors.
		assertBody(tell(body, "x-api-key", ADMIN), 401, unauthorized);
		assertThat(tell(body, "X-Webhook-Secret", SECRET).status()).isEqualTo(404);
		assertThat(tell(body, "X-Webhook-Secret", OLD_SECRET).status()).isEqualTo(404);
	}

	@Test
	void statusesMoveTheGeneration() {
		String id = generation();
		assertBody(tell(id, "pending"), 200, updated(id, "pending", 0));
		assertBody(tell(id, "processing"), 200, updated(id, "processing", 25));
		assertThat(status(id).path("status").asString()).isEqualTo("processing");
		assertBody(tell(id, "generating"), 200, updated(id, "generating", 50));
		assertBody(tell(id, "downloading"), 200, updated(id, "downloading", 75));
		assertThat(status(id).path("progress").asInt()).isEqualTo(75);
		eventually(() -> assertThat(job(id).path("phase").asString("")).isEqualTo("downloading"));
		Answer answer = tell(completed(id));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.text()).matches("\\{\"success\":true,\"message\":\"Video generation webhook processed"
				+ " successfully\",\"job_id\":\"" + id + "\",\"num_videos\":1,\"processing_time_ms\":[0-9]+}");
		assertThat(status(id).path("status").asString()).isEqualTo("completed");
		assertThat(status(id).path("progress").asInt()).isEqualTo(100);
		JsonNode job = job(id);
		assertThat(job.path("state").asString()).isEqualTo("finished");
		assertThat(job.path("verdict").asString()).isEqualTo("completed");
		assertThat(job.path("kind").asString()).isEqualTo("video");
	}

	private static String updated(String id, String status, int progress) {
		return "{\"success\":true,\"message\":\"Video generation status updated: " + status + "\",\"job_id\":\"" + id
				+ "\",\"status\":\"" + status + "\",\"progress\":" + progress + "}";
	}

	private static String duplicate(String id) {
		return "{\"message\":\"Webhook already processed\",\"job_id\":\"" + id + "\",\"status\":\"duplicate\"}";
	}

	@Test
	void failureIsRecordedInTheSendersWordsAndCreditsGoBack() {
		int before = credits("available");
		String id = generation();
		assertThat(credits("available")).isEqualTo(before - 15);
		String failed = event(id, "failed").replace("{", "{\"error\":\"the model is on holiday\",");
		assertBody(tell(failed), 200,
				"{\"success\":true,\"message\":\"Video generation failure recorded\",\"job_id\":\"" + id
						+ "\",\"status\":\"failed\"}");
		assertThat(status(id).path("status").asString()).isEqualTo("failed");
		assertThat(status(id).path("progress").asInt()).isZero();
		assertThat(status(id).path("error").asString()).isEqualTo("the model is on holiday");
		assertThat(job(id).path("error").asString()).isEqualTo("the model is on holiday");
		assertThat(credits("available")).isEqualTo(before);
		assertThat(credits("held")).isZero();
		assertBody(tell(failed), 200, duplicate(id));
	}

	@Test
	void completedCapturesTheCredits() {
		int before = credits("balance");
		String id = generation();
		assertThat(credits("balance")).isEqualTo(before);
		tell(completed(id));
		assertThat(credits("balance")).isEqualTo(before - 15);
		assertThat(credits("held")).isZero();
	}

	@Test
	void sameEventIsADuplicateByItsBytesOrByItsName() {
		String id = generation();
		String event = event(id, "processing");
		assertThat(tell(event).text()).contains("status updated");
		assertBody(tell(event), 200, duplicate(id));
		assertThat(tell(event(id, "generating"), "X-Webhook-Secret", SECRET, "webhook-id", "msg_1").text())
			.contains("status updated");
		assertBody(tell(event(id, "downloading"), "X-Webhook-Secret", SECRET, "webhook-id", "msg_1"), 200,
				duplicate(id));
		assertThat(status(id).path("progress").asInt()).isEqualTo(50);
		// The sender of another generation may count anew.
		String other = generation();
		assertThat(tell(event(other, "generating"), "X-Webhook-Secret", SECRET, "webhook-id", "msg_1").text())
			.contains("status updated");
	}

	@Test
	void lateEventNeverMovesTheGenerationBackwards() {
		String id = generation();
		tell(id, "downloading");
		String late = updated(id, "processing", 75);
		assertBody(tell(id, "processing"), 200, late.substring(0, late.length() - 1) + ",\"ignored\":true}");
		assertThat(status(id).path("progress").asInt()).isEqualTo(75);
		assertThat(received(id).path("outcome").asString()).isEqualTo("stale");
	}

	@ParameterizedTest
	@ValueSource(strings = { "pending", "processing", "generating", "downloading", "completed", "failed" })
	void nothingFollowsTheEnd(String status) {
		String id = generation();
		tell(completed(id));
		assertBody(tell(id, status), 200, duplicate(id));
		assertThat(status(id).path("status").asString()).isEqualTo("completed");
		assertThat(received(id).path("outcome").asString()).isEqualTo("duplicate");
		assertThat(received(id).path("reason").asString("").contains("Conflict")).isEqualTo(status.equals("failed"));
	}

	@Test
	void completedAfterFailedIsAConflictThatChangesNothing() {
		String id = generation();
		tell(id, "failed");
		int available = credits("available");
		assertBody(tell(completed(id)), 200, duplicate(id));
		assertThat(status(id).path("status").asString()).isEqualTo("failed");
		assertThat(received(id).path("reason").asString()).contains("Conflict", "completed");
		assertThat(credits("available")).isEqualTo(available);
		assertThat(get("/api/videos/" + id + "/result").status()).isEqualTo(400);
	}

	@Test
	void cancelledGenerationIsNeverRevived() {
		int before = credits("available");
		String id = generation();
		assertThat(this.service.post("/jobs/" + id + "/cancel", "", "x-api-key", ALICE).status()).isEqualTo(202);
		assertThat(credits("available")).isEqualTo(before);
		assertBody(tell(id, "processing"), 200, duplicate(id));
		assertBody(tell(completed(id)), 200, duplicate(id));
		assertThat(status(id).path("status").asString()).isEqualTo("failed");
		assertThat(status(id).path("error").asString()).isEqualTo("The job was cancelled");
		assertThat(credits("available")).isEqualTo(before);
	}

	@ParameterizedTest
	@ValueSource(strings = { "pending", "processing", "generating", "downloading", "completed", "failed" })
	void unknownJobIs404WhateverTheStatus(String status) {
		for (String id : List.of(UUID.randomUUID().toString(), "cm123abc456")) {
			assertBody(tell(id, status), 404, "{\"error\":\"VideoGeneration not found\",\"job_id\":\"" + id + "\"}");
		}
		assertThat(received("cm123abc456").path("outcome").asString()).isEqualTo("unknown_job");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{                                                                              | no JSON
					[]                                                                             | one JSON object
					"text"                                                                         | one JSON object
					{"status":"pending","content_type":"video"}                                    | job_id is missing
					{"job_id":"","status":"pending","content_type":"video"}                        | job_id is missing
					{"job_id":5,"status":"pending","content_type":"video"}                         | job_id must be a text
					{"job_id":"x","content_type":"video"}                                          | status is missing
					{"job_id":"x","status":"exploded","content_type":"video"}                      | status must be one of
					{"job_id":"x","status":{},"content_type":"video"}                              | status must be a text
					{"job_id":"x","status":"pending"}                                              | content_type must be "video"
					{"job_id":"x","status":"pending","content_type":"image"}                       | content_type must be "video"
					{"job_id":"x","status":"pending","content_type":"video","has_data":"yes"}      | has_data must be true or false
					{"job_id":"x","status":"pending","content_type":"video","timestamp":1}         | timestamp must be a text
					{"job_id":"x","status":"pending","content_type":"video","data":[]}             | data must be an object
					{"job_id":"x","status":"pending","content_type":"video","data":{"job_id":"y"}} | another one than job_id
					{"job_id":"x","status":"pending","content_type":"video","data":{"videos":{}}}  | data.videos must be an array
					{"job_id":"x","status":"pending","content_type":"video","data":{"videos":[1]}} | data.videos[0] must be an object
					{"job_id":"x","status":"completed","content_type":"video","data":{"videos":[{"file_path":"a","file_size":"big"}]}} | data.videos[0].file_size must be a whole number
					{"job_id":"x","status":"completed","content_type":"video","data":{"videos":[{"file_path":"a","file_size":1e999999}]}} | data.videos[0].file_size must be a whole number
					{"job_id":"x","status":"completed","content_type":"video","data":{"videos":[{"file_path":"a","duration_seconds":"long"}]}} | data.videos[0].duration_seconds must be seconds
					{"job_id":"x","status":"completed","content_type":"video","data":{"videos":[{"file_path":"a","dimensions":{"width":"wide"}}]}} | data.videos[0].dimensions.width must be a whole number
					""")
	void whatCannotBeUnderstoodIs400(String body, String details) {
		Answer answer = tell(body);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.json().propertyNames()).containsExactly("error", "details");
		assertThat(answer.json().path("error").asString()).isEqualTo(INVALID);
		assertThat(answer.json().path("details").asString()).contains(details);
	}

	@Test
	void completedWithoutAUsableVideoIs400AndMayBeSentAgain() {
		String id = generation();
		for (String videos : List.of("", "{\"filename\":\"a.mp4\"}", "{\"file_url\":\"https://example.com/a.mp4\"}",
				video("https://example.com/a.mp4"), video("../other/a.mp4"), video("/"), video("videos/"))) {
			Answer answer = tell(completed(id, videos), "X-Webhook-Secret", SECRET, "webhook-id", "the-end");
			assertThat(answer.status()).as(videos).isEqualTo(400);
			assertThat(answer.json().path("error").asString()).isEqualTo(INVALID);
			assertThat(answer.json().path("details").asString()).contains("file_path");
		}
		assertThat(tell(id, "completed").status()).isEqualTo(400);
		assertThat(tell(completed(id).replace("\"has_data\":true", "\"has_data\":false")).status()).isEqualTo(400);
		assertThat(received(id).path("outcome").asString()).isEqualTo("refused");
		assertThat(status(id).path("status").asString()).isEqualTo("pending");
		assertThat(tell(completed(id), "X-Webhook-Secret", SECRET, "webhook-id", "the-end").status()).isEqualTo(200);
	}

	@Test
	void bodyHasOneMebibyteAtTheMost() throws Exception {
		String id = generation();
		String event = event(id, "processing");
		String padded = event + " ".repeat(1024 * 1024 - event.getBytes(StandardCharsets.UTF_8).length);
		assertThat(tell(padded).status()).isEqualTo(200);
		Answer answer = tell(padded + " ");
		assertThat(answer.status()).isEqualTo(413);
		assertThat(answer.json().path("error").asString()).contains("1048576 bytes");
		try (RawConnection connection = RawConnection.to(this.port)) {
			connection.send("POST " + WEBHOOK + " HTTP/1.1\nHost: localhost\nX-Webhook-Secret: " + SECRET
					+ "\nContent-Type: application/json\nTransfer-Encoding: chunked\n\n");
			String block = " ".repeat(65536);
			for (int i = 0; i < 17; i++) {
				connection.send("10000\n" + block + "\n");
			}
			connection.send("0\n\n");
			assertThat(connection.readHead(RunningService.PATIENCE)).contains(" 413 ");
		}
	}

	@Test
	void anythingButJsonIs415() {
		String body = event(UUID.randomUUID().toString(), "pending");
		for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "nonsense")) {
			Answer answer = tell(body, "X-Webhook-Secret", SECRET, "Content-Type", type);
			assertThat(answer.status()).as(type).isEqualTo(415);
			assertThat(answer.json().path("error").asString()).contains("application/json");
		}
		assertThat(tell(body, "X-Webhook-Secret", SECRET, "Content-Type", "application/json; charset=utf-8").status())
			.isEqualTo(404);
		assertThat(this.service.post(WEBHOOK, body.getBytes(StandardCharsets.UTF_16LE), "X-Webhook-Secret", SECRET)
			.status()).isEqualTo(415);
	}

	@Test
	void twentyAtOnceStoreOneSetOfFiles() throws Exception {
		String id = generation();
		CountDownLatch ready = new CountDownLatch(20);
		ExecutorService threads = Executors.newFixedThreadPool(20);
		try {
			List<Callable<Answer>> calls = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				String body = completed(id, video("/videos/a.mp4") + "," + video("videos/b-" + i % 2 + ".mp4"))
					.replace("14:30:00Z", "14:30:%02dZ".formatted(i));
				calls.add(() -> {
					ready.countDown();
					ready.await();
					return tell(body);
				});
			}
			List<String> answers = new ArrayList<>();
			for (Future<Answer> answer : threads.invokeAll(calls)) {
				assertThat(answer.get().status()).isEqualTo(200);
				answers.add(answer.get().text());
			}
			assertThat(answers).filteredOn((text) -> text.contains("processed successfully")).hasSize(1);
			assertThat(answers).filteredOn(duplicate(id)::equals).hasSize(19);
		}
		finally {
			threads.shutdownNow();
		}
		JsonNode result = get("/api/videos/" + id + "/result").json();
		assertThat(result.path("videos").size()).isEqualTo(2);
		assertThat(credits("held")).isZero();
	}

	@Test
	void eventThatCannotBeNotedHasNoEffect() {
		String id = generation();
		int held = credits("held");
		VideoFile file = new VideoFile("a.mp4", "videos/a.mp4", null, null, null, "mp4", null, null, null, null, null,
				null, null);
		VideoReport report = new VideoReport(VideoEvent.COMPLETED, List.of(file), null, VideoReport.Making.UNKNOWN,
				null);
		assertThatThrownBy(() -> this.generations.tell(JobId.of(id), report, new Generations.Note() {

			@Override
			public boolean isKnown() {
				return false;
			}

			@Override
			public void write(Told told) {
				throw new IllegalStateException("The process dies here");
			}

		})).isInstanceOf(IllegalStateException.class);
		assertThat(status(id).path("status").asString()).isEqualTo("pending");
		assertThat(job(id).path("state").asString()).isNotEqualTo("finished");
		assertThat(credits("held")).isEqualTo(held);
		tell(completed(id));
		assertThat(get("/api/videos/" + id + "/result").json().path("num_videos").asInt()).isEqualTo(1);
		assertThat(credits("held")).isEqualTo(held - 15);
	}

	@Test
	void whatPostgresDoesNotStoreIsReplaced() {
		String id = generation();
		assertThat(tell(completed(id).replace("veo-2.0-generate-001", "veo\\u0000\\ud800")).status()).isEqualTo(200);
		assertThat(tell("{\"job_id\":\"a\\u0000b\",\"status\":\"pending\",\"content_type\":\"video\"}").status())
			.isEqualTo(404);
	}

	@Test
	void administratorSeesWhatCameAndLetsItBeTakenInAgain() {
		assertThat(get("/api/webhooks/received").status()).isEqualTo(403);
		String id = generation();
		tell(id, "processing");
		tell(id, "generating");
		Answer page = this.service.get("/api/webhooks/received?limit=1", "x-api-key", ADMIN);
		JsonNode newest = page.json().path("webhooks").path(0);
		assertThat(newest.propertyNames()).containsExactly("id", "received_at", "job_id", "status", "outcome",
				"reason");
		assertThat(newest.path("status").asString()).isEqualTo("generating");
		assertThat(newest.path("outcome").asString()).isEqualTo("processed");
		Answer next = this.service.get(
				"/api/webhooks/received?limit=1&cursor=" + page.json().path("next_cursor").asString(), "x-api-key",
				ADMIN);
		JsonNode older = next.json().path("webhooks").path(0);
		assertThat(older.path("status").asString()).isEqualTo("processing");
		assertThat(this.service.get("/api/webhooks/received?cursor=x", "x-api-key", ADMIN).status()).isEqualTo(422);
		String path = "/api/webhooks/received/" + older.path("id").asString() + "/process";
		assertThat(this.service.post(path, "", "x-api-key", ALICE).status()).isEqualTo(403);
		Answer again = this.service.post(path, "", "x-api-key", ADMIN);
		assertThat(again.status()).isEqualTo(200);
		assertThat(again.json().path("ignored").asBoolean()).isTrue();
		assertThat(this.service.post("/api/webhooks/received/x/process", "", "x-api-key", ADMIN).status())
			.isEqualTo(404);
	}

	@Test
	void keyOfSomebodyElsesJobIsRefused() {
		String id = generation();
		String bobs = this.service.post("/api/videos/generate", "{\"prompt\":\"a lake\"}", "x-api-key", BOB)
			.json()
			.path("job_id")
			.asString();
		Answer refused = tell(completed(id, video("/results/" + bobs + "/secret.mp4")));
		assertThat(refused.status()).isEqualTo(400);
		assertThat(refused.json().path("details").asString()).contains("somebody else's job", bobs);
		assertThat(status(id).path("status").asString()).isEqualTo("pending");
		String unknown = UUID.randomUUID().toString();
		assertThat(tell(completed(id, video("/videos/" + unknown + "/" + id + ".mp4"))).status()).isEqualTo(200);
	}

	@Test
	void longBodyHasItsEffectAndIsNotKept() {
		String id = generation();
		assertThat(tell(event(id, "processing") + " ".repeat(64 * 1024)).status()).isEqualTo(200);
		assertThat(status(id).path("status").asString()).isEqualTo("processing");
		assertThat(this.service
			.post("/api/webhooks/received/" + received(id).path("id").asString() + "/process", "", "x-api-key", ADMIN)
			.code()).isEqualTo("body_not_kept");
	}

	@Test
	void strangersAreNotedWithoutTheirBodies() {
		tell("{\"job_id\":\"spam\"}", "X-Webhook-Secret", "wrong");
		JsonNode newest = this.service.get("/api/webhooks/received?limit=1", "x-api-key", ADMIN)
			.json()
			.path("webhooks")
			.path(0);
		assertThat(newest.path("outcome").asString()).isEqualTo("refused");
		assertThat(newest.path("reason").asString()).contains("WEBHOOK_SECRET");
		Answer again = this.service.post("/api/webhooks/received/" + newest.path("id").asString() + "/process", "",
				"x-api-key", ADMIN);
		assertThat(again.code()).isEqualTo("body_not_kept");
	}

}
