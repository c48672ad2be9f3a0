package io.wxomedia.acceptance;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

import javax.imageio.ImageIO;

import io.wxomedia.MediaApplication;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Videos in the demo, which makes them itself.
 */
@SpringBootTest(classes = MediaApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = "media.demo.first-job=false")
@ActiveProfiles("demo")
class DemoVideoTests {

	@Autowired
	private JdbcClient jdbc;

	@LocalServerPort
	private int port;

	private ServiceClient service = new ServiceClient(0);

	@DynamicPropertySource
	static void dataDirectory(DynamicPropertyRegistry properties) {
		RunningService.dataDirectory(properties);
	}

	@BeforeEach
	void connect() {
		this.service = new ServiceClient(this.port);
	}

	@Test
	void videosAreMadeStoredAndPlayed() throws Exception {
		int before = credits("balance");
		String picture = Base64.getEncoder().encodeToString(TestImages.png());
		Answer answer = this.service.post("/api/videos/generate", """
				{"prompt":"a slow sea","number_of_videos":2,"duration_seconds":5,"input_image_base64":"%s"}"""
			.formatted(picture));
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		String id = answer.json().path("job_id").asString();
		assertThat(credits("held")).isEqualTo(30);
		JsonNode job = this.service.finished(id, RunningService.PATIENCE);
		assertThat(job.path("verdict").asString()).as(job.toString()).isEqualTo("completed");
		assertThat(this.service.get("/api/videos/" + id + "/status").json().path("status").asString())
			.isEqualTo("completed");
		assertThat(credits("balance")).isEqualTo(before - 30);
		assertThat(credits("held")).isZero();
		JsonNode result = this.service.get("/api/videos/" + id + "/result").json();
		assertThat(result.path("num_videos").asInt()).isEqualTo(2);
		assertThat(result.path("videos").findValuesAsString("s3_key")).containsExactly("videos/" + id + "/video_1.mp4",
				"videos/" + id + "/video_2.mp4");
		assertThat(result.path("generation_metadata").path("num_videos_generated").asInt()).isEqualTo(2);
		JsonNode video = result.path("videos").path(1);
		assertThat(video.path("dimensions").path("width").asInt()).isPositive();
		assertThat(video.path("dimensions").path("height").asInt()).isPositive();
		byte[] bytes = read(URI.create(video.path("file_url").asString())).body();
		assertThat(bytes).hasSize(video.path("file_size").asInt());
		assertThat(new String(bytes, 4, 4, StandardCharsets.ISO_8859_1)).isEqualTo("ftyp");
		JsonNode entry = this.service.get("/api/videos/user").json().path("videos").path(0);
		assertThat(entry.path("id").asString()).isEqualTo(id);
		assertPoster(entry.path("files").path(1));
		assertThat(Instant.parse(this.service.get("/jobs/" + id).json().path("expires_at").asString()))
			.isAfter(Instant.now().plus(Duration.ofDays(80)));
	}

	/**
	 * The first frame, small, of the type that it says, kept by browsers while its link
	 * works.
	 */
	private static void assertPoster(JsonNode file) throws Exception {
		HttpResponse<byte[]> answer = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create(file.path("poster_url").asString())).build(),
					BodyHandlers.ofByteArray());
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("image/jpeg");
		assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
		assertThat(answer.headers().firstValue("Cache-Control"))
			.hasValueSatisfying((header) -> assertThat(header).matches("max-age=3[0-9]{3}, private"));
		BufferedImage poster = ImageIO.read(new ByteArrayInputStream(answer.body()));
		assertThat(poster.getWidth()).isEqualTo(file.path("dimensions").path("width").asInt());
		assertThat(poster.getHeight()).isEqualTo(file.path("dimensions").path("height").asInt());
	}

	private static HttpResponse<byte[]> read(URI link) throws Exception {
		HttpResponse<byte[]> answer = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(link).build(), BodyHandlers.ofByteArray());
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("video/mp4");
		return answer;
	}

	private int credits(String what) {
		return this.service.get("/credits").json().path(what).asInt(-1);
	}

	@Test
	void webhookNeedsNoSecretUntilOneIsSet() {
		Answer answer = this.service.post("/api/webhooks/video-completion",
				"{\"job_id\":\"x\",\"status\":\"pending\",\"content_type\":\"video\"}");
		assertThat(answer.status()).isEqualTo(404);
	}

	@Test
	void whoIsToldThatAGenerationFailedStopsMakingIt() {
		String id = this.service.post("/api/videos/generate", "{\"prompt\":\"a lake\"}")
			.json()
			.path("job_id")
			.asString();
		Eventually.within(RunningService.PATIENCE, () -> assertThat(calls(id)).isNotEmpty());
		assertThat(this.service
			.post("/api/webhooks/video-completion",
					"{\"job_id\":\"%s\",\"status\":\"failed\",\"content_type\":\"video\"}".formatted(id))
			.status()).isEqualTo(200);
		assertThat(calls(id)).doesNotContain("SUBMITTING", "ACCEPTED");
	}

	private List<String> calls(String job) {
		return this.jdbc.sql("select state from remote_call where job_id = :job")
			.param("job", UUID.fromString(job))
			.query(String.class)
			.list();
	}

	@Test
	void cancelledGenerationGivesItsCreditsBack() {
		int before = credits("available");
		String id = this.service.post("/api/videos/generate", "{\"prompt\":\"a river\"}")
			.json()
			.path("job_id")
			.asString();
		assertThat(this.service.post("/jobs/" + id + "/cancel", "").status()).isEqualTo(202);
		Eventually.within(RunningService.PATIENCE,
				() -> assertThat(this.service.get("/api/videos/" + id + "/status").json().path("status").asString())
					.isEqualTo("failed"));
		assertThat(credits("available")).isEqualTo(before);
		assertThat(this.service.get("/api/videos/user").text()).doesNotContain(id);
	}

}
