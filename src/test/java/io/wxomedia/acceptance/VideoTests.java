package io.wxomedia.acceptance;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Videos from the request to the gallery, made by a backend.
 */
class VideoTests extends VideoService {

	@Test
	void requestIsAcceptedAndOrderedAsTheContractHasIt() {
		String picture = Base64.getEncoder().encodeToString(TestImages.png());
		Answer answer = generate("""
				{"prompt":"a \\"quiet\\" sea","aspect_ratio":"9:16","number_of_videos":2,"duration_seconds":5,
				 "person_generation":"DENY_ALL","save_to_cloud":true,"input_image_base64":"%s"}""".formatted(picture));
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		JsonNode accepted = answer.json();
		assertThat(accepted.propertyNames()).containsExactly("job_id", "status", "message", "created_at");
		assertThat(accepted.path("status").asString()).isEqualTo("pending");
		String id = accepted.path("job_id").asString();
		CallbackReceiver.Callback order = backend.take(id, RunningService.PATIENCE);
		assertThat(order.uri()).hasToString("/generate?v=1");
		assertThat(order.header("x-webhook-secret")).isEqualTo(SECRET);
		assertThat(order.header("idempotency-key")).isEqualTo(id);
		assertThat(order.header("content-type")).isEqualTo("application/json");
		assertThat(order.json()).isEqualTo(JSON.readTree("""
				{"job_id":"%s","prompt":"a \\"quiet\\" sea",
				 "webhook_url":"http://127.0.0.1:%d/api/webhooks/video-completion",
				 "options":{"aspect_ratio":"9:16","number_of_videos":2,"duration_seconds":5,
				 "person_generation":"DENY_ALL","input_image_base64":"%s"}}""".formatted(id, this.port, picture)));
		JsonNode job = job(id);
		assertThat(job.path("progress").path("total").asInt()).isEqualTo(2);
		tell(completed(id, video("a.mp4") + "," + video("b.mp4")));
		assertThat(get("/api/videos/" + id + "/result").json().path("num_videos").asInt()).isEqualTo(2);
	}

	@Test
	void sameKeyAndRequestIsTheSameGeneration() {
		String picture = Base64.getEncoder().encodeToString(TestImages.png());
		String body = "{\"prompt\":\"a sea\",\"input_image_base64\":\"" + picture + "\"}";
		String[] headers = { "x-api-key", ALICE, "Idempotency-Key", "video-" + UUID.randomUUID() };
		int held = credits("held");
		Answer first = this.service.post("/api/videos/generate", body, headers);
		assertThat(first.status()).as(first.text()).isEqualTo(200);
		Answer again = this.service.post("/api/videos/generate", body, headers);
		assertThat(again.status()).isEqualTo(200);
		assertThat(again.json().path("job_id")).isEqualTo(first.json().path("job_id"));
		assertThat(credits("held")).isEqualTo(held + 15);
		for (String other : new String[] { body.replace("a sea", "a lake"), "{\"prompt\":\"a sea\"}",
				body.replace("}", ",\"duration_seconds\":5}"),
				body.replace(picture, Base64.getEncoder().encodeToString(TestImages.jpeg())) }) {
			Answer refused = this.service.post("/api/videos/generate", other, headers);
			assertThat(refused.status()).as(refused.text()).isEqualTo(422);
			assertThat(refused.json().path("code").asString()).isEqualTo("idempotency_key_reused");
			assertThat(refused.json().path("message").asString()).contains("Idempotency-Key");
		}
		assertThat(credits("held")).isEqualTo(held + 15);
		String[] bob = { "x-api-key", BOB, "Idempotency-Key", headers[3] };
		assertThat(this.service.post("/api/videos/generate", body, bob).json().path("job_id"))
			.isNotEqualTo(first.json().path("job_id"));
		assertThat(
				this.service.post("/api/videos/generate", body, "x-api-key", ALICE, "Idempotency-Key", "x".repeat(256))
					.status())
			.isEqualTo(422);
	}

	@Test
	void whatIsLeftOutIsTheUsual() {
		String id = generation();
		JsonNode options = backend.received(id).get(0).json().path("options");
		assertThat(options).isEqualTo(JSON.readTree("""
				{"aspect_ratio":"16:9","number_of_videos":1,"duration_seconds":8,"person_generation":"ALLOW_ALL"}"""));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{                                                         | no JSON
					[]                                                        | one JSON object
					{}                                                        | prompt is missing
					{"prompt":" "}                                            | prompt is missing
					{"prompt":7}                                              | prompt is missing
					{"prompt":"a","aspect_ratio":"4:3"}                       | 16:10, 16:9, 9:16
					{"prompt":"a","number_of_videos":0}                       | number_of_videos must be a whole number from 1 to 4
					{"prompt":"a","number_of_videos":5}                       | number_of_videos must be
					{"prompt":"a","number_of_videos":"two"}                   | number_of_videos must be
					{"prompt":"a","duration_seconds":4}                       | duration_seconds must be a whole number from 5 to 8
					{"prompt":"a","duration_seconds":5.5}                     | duration_seconds must be
					{"prompt":"a","person_generation":"MAYBE"}                | ALLOW_ALL, DENY_ALL
					{"prompt":"a","input_image_base64":1}                     | input_image_base64 must be a text
					{"prompt":"a","input_image_base64":"data:image/png;base64,AAAA"} | only the base64 part
					{"prompt":"a","input_image_base64":"a b"}                 | no strict base64
					{"prompt":"a","input_image_base64":"AAAA"}                | PNG, JPEG or WebP
					""")
	void whatCannotBeUsedIs400AndHoldsNothing(String body, String message) {
		int before = credits("available");
		Answer answer = generate(body);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.json().propertyNames()).containsExactly("error", "message");
		assertThat(answer.json().path("error").asString()).isEqualTo("Invalid request");
		assertThat(answer.json().path("message").asString()).contains(message);
		assertThat(credits("available")).isEqualTo(before);
	}

	@Test
	void anythingButJsonIs415() {
		Answer answer = this.service.post("/api/videos/generate", "{}", "x-api-key", ALICE, "Content-Type",
				"text/plain");
		assertThat(answer.status()).isEqualTo(415);
		assertThat(answer.json().path("message").asString()).contains("application/json");
	}

	@Test
	void whoHasTooFewCreditsIsTold() {
		JsonNode credits = this.service.get("/credits", "x-api-key", POOR).json();
		int drained = credits.path("available").asInt() - 29;
		assertThat(this.service
			.post("/credits/grant", "{\"owner\":\"poor\",\"amount\":-%d,\"reason\":\"test\"}".formatted(drained),
					"x-api-key", ADMIN)
			.status()).isEqualTo(200);
		Answer answer = this.service.post("/api/videos/generate", "{\"prompt\":\"a\",\"number_of_videos\":2}",
				"x-api-key", POOR);
		assertThat(answer.status()).isEqualTo(402);
		assertThat(answer.json().propertyNames()).containsExactly("error", "message", "creditsAvailable",
				"creditsRequired");
		assertThat(answer.json().path("creditsAvailable").asInt()).isEqualTo(29);
		assertThat(answer.json().path("creditsRequired").asInt()).isEqualTo(30);
		assertThat(this.service.get("/jobs", "x-api-key", POOR).json().path("jobs").size()).isZero();
		Answer one = this.service.post("/api/videos/generate", "{\"prompt\":\"a\"}", "x-api-key", POOR);
		assertThat(one.status()).isEqualTo(200);
	}

	@Test
	void backendThatIsDownIsTriedAgainWithTheSameOrder() {
		backend.willAnswer(503, 500);
		String id = generate("{\"prompt\":\"a\"}").json().path("job_id").asString();
		eventually(() -> assertThat(backend.received(id)).hasSize(3));
		assertThat(backend.received(id)).allSatisfy((order) -> {
			assertThat(order.text()).isEqualTo(backend.received(id).get(0).text());
			assertThat(order.header("idempotency-key")).isEqualTo(id);
		});
		eventually(() -> assertThat(job(id).path("phase").asString("")).isEqualTo("waiting_for_video"));
		tell(completed(id));
		assertThat(status(id).path("status").asString()).isEqualTo("completed");
	}

	@Test
	void backendThatRefusesTheOrderEndsTheGeneration() {
		int before = credits("available");
		backend.willAnswer(422);
		String id = generate("{\"prompt\":\"a\"}").json().path("job_id").asString();
		eventually(() -> assertThat(status(id).path("status").asString()).isEqualTo("failed"));
		assertThat(status(id).path("error").asString()).isEqualTo("The video backend refused the order: HTTP 422");
		assertThat(backend.received(id)).hasSize(1);
		assertThat(credits("available")).isEqualTo(before);
	}

	@Test
	void failedGenerationIsTriedAgainAndPaidForAgain() {
		int before = credits("available");
		String id = generation();
		tell(id, "failed");
		Answer again = this.service.post("/jobs/" + id + "/retry", "", "x-api-key", ALICE);
		assertThat(again.status()).as(again.text()).isEqualTo(202);
		String next = again.json().path("job_id").asString();
		backend.take(next, RunningService.PATIENCE);
		assertThat(credits("available")).isEqualTo(before - 15);
		tell(completed(next));
		assertThat(status(next).path("status").asString()).isEqualTo("completed");
		assertThat(status(id).path("status").asString()).isEqualTo("failed");
	}

	@Test
	void statusSaysWhereItIs() {
		String id = generation();
		assertThat(status(id).propertyNames()).containsExactly("job_id", "status", "progress", "message", "created_at",
				"updated_at");
		tell(id, "failed");
		assertThat(status(id).propertyNames()).containsExactly("job_id", "status", "progress", "message", "error",
				"created_at", "updated_at", "completed_at");
		assertThat(Instant.parse(status(id).path("completed_at").asString())).isCloseTo(Instant.now(),
				within(Duration.ofMinutes(2)));
	}

	@Test
	void resultIs400UntilItIsCompleted() {
		String id = generation();
		tell(id, "generating");
		Answer answer = get("/api/videos/" + id + "/result");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.json().propertyNames()).containsExactly("error", "status", "progress");
		assertThat(answer.json().path("status").asString()).isEqualTo("processing");
		assertThat(answer.json().path("progress").asInt()).isEqualTo(50);
		assertThat(get("/api/videos/" + id + "/download").status()).isEqualTo(404);
	}

	@Test
	void resultHasTheVideosWithLinksThatWork() throws Exception {
		String id = generation();
		String key = "videos/" + id + "/sunset-ocean.mp4";
		store.client()
			.putObject((request) -> request.bucket("videos").key(key), RequestBody.fromString("not really a video"));
		tell(completed(id));
		JsonNode result = get("/api/videos/" + id + "/result").json();
		assertThat(result.propertyNames()).containsExactly("job_id", "status", "message", "videos",
				"generation_metadata", "generated_at", "success", "num_videos", "prompt");
		assertThat(result.path("status").asString()).isEqualTo("completed");
		assertThat(result.path("prompt").asString()).isEqualTo("a sunset");
		assertThat(result.path("generated_at").asString()).isEqualTo("2025-10-23T14:30:00Z");
		assertThat(result.path("generation_metadata").path("model_name").asString()).isEqualTo("veo-2.0-generate-001");
		assertThat(result.path("generation_metadata").path("config_used").path("duration_seconds").asInt())
			.isEqualTo(8);
		JsonNode video = result.path("videos").path(0);
		assertThat(video.path("s3_key").asString()).isEqualTo(key);
		assertThat(video.path("file_path").asString()).isEqualTo("/" + key);
		assertThat(video.path("file_size").asLong()).isEqualTo(5368709120L);
		assertThat(video.path("duration_seconds").toString()).isEqualTo("8");
		assertThat(video.path("dimensions").path("width").asInt()).isEqualTo(1920);
		assertThat(Instant.parse(video.path("created_at").asString()))
			.isEqualTo(Instant.parse("2025-10-23T14:30:00.123456Z"));
		URI link = URI.create(video.path("file_url").asString());
		assertThat(link.getQuery()).contains("X-Amz-Expires=3600");
		assertThat(link.getHost()).isEqualTo(store.endpoint().getHost());
		assertThat(read(link)).isEqualTo("not really a video");
		Answer download = get("/api/videos/" + id + "/download");
		assertThat(download.status()).isEqualTo(302);
		assertThat(read(URI.create(download.header("Location")))).isEqualTo("not really a video");
		assertThat(get("/jobs/" + id + "/result").status()).isEqualTo(303);
	}

	private static String read(URI link) throws Exception {
		return HttpClient.newHttpClient().send(HttpRequest.newBuilder(link).build(), BodyHandlers.ofString()).body();
	}

	@Test
	void keyIsTakenFromWhereverTheSenderPutsIt() {
		String id = generation();
		tell(completed(id, """
				{"url":"https://elsewhere.example.com/x.mp4","s3_key":"made/x.mp4","file_path":"/tmp/x.mp4",
				 "duration_seconds":8.0,"file_size":12.0,"created_at":"yesterday","dimensions":null},
				{"file_path":"made/y.webm","duration_seconds":6.25,"remote_uri":"gs://files/1"},
				{"file_path":"/made/y.webm"}"""));
		JsonNode videos = get("/api/videos/" + id + "/result").json().path("videos");
		assertThat(videos.findValuesAsString("s3_key")).containsExactly("made/x.mp4", "made/y.webm");
		assertThat(videos.findValuesAsString("filename")).containsExactly("x.mp4", "y.webm");
		assertThat(videos.path(0).path("duration_seconds").toString()).isEqualTo("8");
		assertThat(videos.path(0).path("file_size").asInt()).isEqualTo(12);
		assertThat(videos.path(0).path("file_url").asString()).doesNotContain("elsewhere");
	}

	@Test
	void galleryHasTheOwnersCompletedVideosNewestFirst() {
		assertThat(this.service.get("/api/videos/user", "x-api-key", BOB).text())
			.isEqualTo("{\"success\":true,\"videos\":[],\"count\":0,\"page\":1,\"limit\":20,\"total\":0}");
		String open = generation();
		String first = generation();
		String second = generation();
		tell(completed(second));
		tell(completed(first));
		JsonNode gallery = get("/api/videos/user?limit=1").json();
		assertThat(gallery.path("count").asInt()).isEqualTo(1);
		assertThat(gallery.path("limit").asInt()).isEqualTo(1);
		assertThat(gallery.path("total").asInt()).isGreaterThanOrEqualTo(2);
		JsonNode newest = gallery.path("videos").path(0);
		assertThat(newest.path("id").asString()).isEqualTo(second);
		assertThat(newest.propertyNames()).containsExactly("id", "prompt", "duration", "status", "created_at",
				"completed_at", "video_file", "files");
		assertThat(newest.path("status").asString()).isEqualTo("completed");
		assertThat(newest.path("video_file").propertyNames()).containsExactly("id", "file_url", "file_path",
				"file_size", "duration_seconds", "dimensions", "created_at");
		assertThat(newest.path("files").size()).isEqualTo(1);
		assertThat(get("/api/videos/user?limit=1&page=2").json().path("videos").path(0).path("id").asString())
			.isEqualTo(first);
		JsonNode generations = get("/api/videos/user?limit=1&view=generations").json();
		assertThat(generations.propertyNames()).containsExactlyInAnyOrder("generations", "page", "limit");
		assertThat(generations.at("/generations/0").propertyNames()).containsExactly("id", "prompt", "createdAt",
				"completedAt", "videos");
		assertThat(generations.at("/generations/0/videos/0").propertyNames()).containsExactly("id", "filename",
				"fileUrl", "width", "height", "durationSeconds", "format", "createdAt");
		assertThat(get("/api/videos/user?limit=1000").json().path("limit").asInt()).isEqualTo(100);
		assertThat(get("/api/videos/user").text()).doesNotContain(open);
		assertThat(get("/api/videos/user?page=2147483647&limit=100").json().path("count").asInt()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "status", "result", "download" })
	void generationOfSomebodyElseIsNotThere(String what) {
		String id = generation();
		tell(completed(id));
		String path = "/api/videos/%s/" + what;
		assertBody(this.service.get(path.formatted(id), "x-api-key", BOB), 404,
				"{\"error\":\"VideoGeneration not found\",\"job_id\":\"" + id + "\"}");
		assertThat(get(path.formatted(UUID.randomUUID())).status()).isEqualTo(404);
		assertThat(get(path.formatted("cm123")).status()).isEqualTo(404);
		assertThat(this.service.get(path.formatted(id)).status()).isEqualTo(401);
	}

	@Test
	void deletedJobTakesItsGenerationAlong() {
		String id = generation();
		tell(completed(id));
		assertThat(this.service.delete("/jobs/" + id, "x-api-key", ALICE).status()).isEqualTo(204);
		assertThat(get("/api/videos/" + id + "/status").status()).isEqualTo(404);
		assertThat(tell(id, "completed").status()).isEqualTo(404);
	}

}
