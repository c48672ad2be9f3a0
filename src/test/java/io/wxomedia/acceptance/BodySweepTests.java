package io.wxomedia.acceptance;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import io.wxomedia.MediaApplication;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All fields of all bodies with values that somebody once got through: each is refused by
 * its name or taken as it is, and none makes the service fail.
 */
@SpringBootTest(classes = MediaApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "media.demo.first-job=false", "ADMIN_KEY=" + BodySweepTests.HOST, "POLLING=true",
				"MAX_CONCURRENT_JOBS=1", "CREDITS_INITIAL=1000000", "MAX_QUEUED_JOBS=100000" })
@ActiveProfiles("demo")
@ExtendWith(OutputCaptureExtension.class)
class BodySweepTests {

	static final String HOST = "host-kn0ws-this-only";

	private static final String[] AS_HOST = { "x-api-key", HOST };

	private static final List<String> NUMBERS = List.of("1e400", "-1e400", "1e-400", "1e309", "12345678901234567890",
			"0.0000001", "true", "\"1\"", "[1]", "{}", "1e999999999", "-1", "-0.0");

	/**
	 * No JSON at all, so that no field can be named.
	 */
	private static final List<String> NO_JSON = List.of("NaN", "-Infinity", "0x10", "01", "1.", "9".repeat(2000));

	/**
	 * Numbers that few parsers can hold.
	 */
	private static final List<String> HUGE = List.of("1e2147483648", "-1e-2147483649", "1e99999999999999999999");

	private static final String IMAGE = Base64.getEncoder().encodeToString(TestImages.png());

	/**
	 * The place of the value that is tried.
	 */
	private static final String HERE = "@";

	@LocalServerPort
	private int port;

	private ServiceClient service = new ServiceClient(0);

	private int before;

	@DynamicPropertySource
	static void dataDirectory(DynamicPropertyRegistry properties) {
		RunningService.dataDirectory(properties);
	}

	@BeforeEach
	void connect(CapturedOutput output) {
		this.before = output.getOut().length();
		this.service = new ServiceClient(this.port);
	}

	@AfterEach
	void nothingFailed(CapturedOutput output) {
		this.service.post("/jobs/cancel", "{\"all\":true}", AS_HOST);
		assertThat(output.getOut().substring(this.before)).doesNotContain("failed unexpectedly", "The database failed",
				"Expected one execution", "\tat io.wxomedia");
	}

	static Stream<Field> numbers() {
		String run = "\"imagePrompt\":\"A lighthouse at dusk\",\"videoPrompt\":\"The beam turns slowly\"";
		return Stream.of(new Field("/sessions", "budget_usd", "{\"name\":\"a\",\"budget_usd\":@}"),
				new Field("/sessions", "seat_budget_usd", "{\"name\":\"a\",\"seat_budget_usd\":@}"),
				new Field("/sessions", "images_per_seat", "{\"name\":\"a\",\"images_per_seat\":@}"),
				new Field("/sessions", "seats", "{\"name\":\"a\",\"seats\":@}"),
				new Field("/sessions", "duration_minutes", "{\"name\":\"a\",\"duration_minutes\":@}"),
				new Field("PATCH /sessions/{id}", "budget_usd", "{\"budget_usd\":@}"),
				new Field("PATCH /sessions/{id}", "seat_budget_usd", "{\"seat_budget_usd\":@}"),
				new Field("/sessions/rehearsal", "seats",
						"{\"seats\":@,\"images_per_seat\":1,\"images_per_minute\":10000}"),
				new Field("/sessions/rehearsal", "images_per_seat",
						"{\"seats\":1,\"images_per_seat\":@,\"images_per_minute\":10000}"),
				new Field("/sessions/rehearsal", "images_per_minute",
						"{\"seats\":1,\"images_per_seat\":1,\"images_per_minute\":@}"),
				new Field("/credits/grant", "amount", "{\"owner\":\"sweep\",\"amount\":@}"),
				new Field("/inbox/sweep/behaviour", "status", "{\"status\":@}"),
				new Field("/inbox/sweep/behaviour", "delay_seconds", "{\"status\":503,\"delay_seconds\":@}"),
				new Field("/process-image-async-b64", "output_compression",
						"{\"prompt\":\"p\",\"output_format\":\"jpeg\",\"image_base64\":\"" + IMAGE
								+ "\",\"output_compression\":@}"),
				new Field("/batch-process-images", "max_images",
						"{\"prompt\":\"p\",\"input_prefix\":\"none/\",\"max_images\":@}"),
				new Field("/batch-process-images", "output_compression",
						"{\"prompt\":\"p\",\"input_prefix\":\"none/\",\"output_compression\":@}"),
				new Field("/api/videos/generate", "number_of_videos", "{\"prompt\":\"p\",\"number_of_videos\":@}"),
				new Field("/api/videos/generate", "duration_seconds", "{\"prompt\":\"p\",\"duration_seconds\":@}"),
				new Field("/api/workflow/start", "count", "{" + run + ",\"count\":@}"),
				new Field("/api/workflow/estimate", "count", "{" + run + ",\"count\":@}"),
				// Fields that are no numbers, and some that nobody knows.
				new Field("/jobs/cancel", "before", "{\"before\":@}"),
				new Field("/dead-letters/redeliver", "after", "{\"after\":@}"),
				new Field("/provider/resume", "model", "{\"model\":@}"),
				new Field("/inbox/sweep", "any", "{\"any\":@}"),
				new Field("/api/workflow/start", "any", "{" + run + ",\"any\":@}"),
				new Field("/api/videos/generate", "any", "{\"prompt\":\"p\",\"any\":@}"),
				new Field("/sessions", "any", "{\"name\":\"a\",\"any\":@}"));
	}

	@ParameterizedTest
	@MethodSource("numbers")
	void oddNumbersAreRefusedByNameOrTaken(Field field) {
		for (String number : NUMBERS) {
			Answer answer = send(field, number);
			assertThat(answer.status()).as("%s %s: %s", field, number, answer.text()).isBetween(200, 499);
			if (answer.status() >= 400 && answer.status() != 404) {
				assertThat(answer.text()).as("%s %s", field, number).contains(field.name());
			}
		}
		for (String number : HUGE) {
			Answer answer = send(field, number);
			assertThat(answer.status()).as("%s %s: %s", field, number, answer.text()).isBetween(200, 499);
		}
		for (String number : NO_JSON) {
			Answer answer = send(field, number);
			boolean takesAll = field.path().equals("/inbox/sweep");
			assertThat(answer.status()).as("%s %s: %s", field, number, answer.text()).isEqualTo(takesAll ? 200 : 400);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "budget_usd", "seat_budget_usd" })
	void amountsAreExact(String field) {
		String path = "/sessions/" + session();
		for (String refused : List.of("1e-400", "0.0000001", "1e400", "-1e400", "1e309", "1000000.000001", "-0.01")) {
			Answer answer = this.service.patch(path, "{\"" + field + "\":" + refused + "}", AS_HOST);
			assertThat(answer.status()).as(refused).isEqualTo(422);
			assertThat(answer.json().path("code").asString()).isEqualTo("invalid_field");
			assertThat(answer.json().path("detail").asString()).contains(field);
		}
		for (String taken : List.of("0.000001", "1e-6", "1.500000000", "1e6", "0e-400", "123456.654321")) {
			Answer answer = this.service.patch(path, "{\"" + field + "\":" + taken + "}", AS_HOST);
			assertThat(answer.status()).as(answer.text()).isEqualTo(200);
			assertThat(answer.json().path(field).decimalValue()).as(taken).isEqualByComparingTo(new BigDecimal(taken));
		}
	}

	static Stream<Field> webhookNumbers() {
		String event = "{\"job_id\":\"{id}\",\"status\":\"completed\",\"content_type\":\"video\",\"data\":{";
		String video = event + "\"videos\":[{\"s3_key\":\"videos/a.mp4\",";
		String metadata = event + "\"videos\":[{\"s3_key\":\"videos/a.mp4\"}],\"metadata\":{";
		List<Field> fields = new ArrayList<>();
		BiConsumer<String, String> add = (name, body) -> fields
			.add(new Field("/api/webhooks/video-completion", name, body));
		add.accept("file_size", video + "\"file_size\":@}]}}");
		add.accept("duration_seconds", video + "\"duration_seconds\":@}]}}");
		add.accept("width", video + "\"dimensions\":{\"width\":@}}]}}");
		add.accept("height", video + "\"dimensions\":{\"height\":@}}]}}");
		add.accept("any", video + "\"any\":@}]}}");
		add.accept("num_videos", event + "\"videos\":[{\"s3_key\":\"videos/a.mp4\"}],\"num_videos\":@}}");
		for (String name : List.of("processing_time", "generation_time", "download_time", "num_videos_requested",
				"num_videos_generated", "any")) {
			add.accept(name, metadata + "\"" + name + "\":@}}}");
		}
		add.accept("duration_seconds", metadata + "\"config_used\":{\"duration_seconds\":@}}}}");
		return fields.stream();
	}

	@ParameterizedTest
	@MethodSource("webhookNumbers")
	void oddNumbersOfAWebhookAreRefusedByNameOrTaken(Field field) {
		String id = generation();
		for (String number : NUMBERS) {
			Answer answer = send(new Field(field.path(), field.name(), field.body().replace("{id}", id)), number);
			assertThat(answer.status()).as("%s %s: %s", field, number, answer.text()).isIn(200, 400);
			if (answer.status() == 400) {
				assertThat(answer.text()).as("%s %s", field, number).contains(field.name());
			}
			else {
				Answer result = this.service.get("/api/videos/" + id + "/result", AS_HOST);
				assertThat(result.status()).as("%s %s: %s", field, number, result.text()).isEqualTo(200);
				id = generation();
			}
		}
		assertThat(this.service.get("/api/videos/user", AS_HOST).status()).isEqualTo(200);
	}

	private String generation() {
		Answer answer = this.service.post("/api/videos/generate", "{\"prompt\":\"p\",\"duration_seconds\":5}", AS_HOST);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		return answer.json().path("job_id").asString();
	}

	static Stream<Field> texts() {
		String run = "{\"imagePrompt\":\"A lighthouse at dusk@\",\"videoPrompt\":\"The beam turns slowly\"}";
		return Stream.of(new Field("/sessions", "name", "{\"name\":\"a@\"}"),
				new Field("/sessions/join", "name", "{\"code\":\"{code}\",\"name\":\"a@\"}"),
				new Field("/sessions/join", "code", "{\"code\":\"AB@C\"}"),
				new Field("PATCH /sessions/{id}", "model", "{\"model\":\"a@\"}"),
				new Field("PATCH /sessions/{id}", "quality", "{\"quality\":\"a@\"}"),
				new Field("PATCH /sessions/{id}", "ends_at", "{\"ends_at\":\"2030@\"}"),
				new Field("/sessions/rehearsal", "model",
						"{\"seats\":1,\"images_per_seat\":1,\"images_per_minute\":1,\"model\":\"a@\"}"),
				new Field("/credits/grant", "owner", "{\"owner\":\"a@b\",\"amount\":1}"),
				new Field("/credits/grant", "reason", "{\"owner\":\"a\",\"amount\":1,\"reason\":\"a@\"}"),
				new Field("/jobs/cancel", "owner", "{\"owner\":\"a@b\"}"),
				new Field("/jobs/cancel", "kind", "{\"kind\":\"a@b\"}"),
				new Field("/provider/resume", "provider", "{\"provider\":\"a@b\"}"),
				new Field("/dead-letters/redeliver", "host", "{\"host\":\"a@b\"}"),
				new Field("/process-image-async-b64", "prompt",
						"{\"prompt\":\"p@\",\"image_base64\":\"" + IMAGE + "\"}"),
				new Field("/process-image-async", "prompt", "{\"prompt\":\"p@\",\"image_base64\":\"" + IMAGE + "\"}"),
				new Field("/process-image-async-b64", "size",
						"{\"prompt\":\"p\",\"size\":\"1@1\",\"image_base64\":\"" + IMAGE + "\"}"),
				new Field("/batch-process-images", "prompt", "{\"prompt\":\"p@\",\"input_prefix\":\"none/\"}"),
				new Field("/batch-process-images", "input_prefix", "{\"prompt\":\"p\",\"input_prefix\":\"n@e/\"}"),
				new Field("/batch-process-images", "output_prefix",
						"{\"prompt\":\"p\",\"input_prefix\":\"none/\",\"output_prefix\":\"n@e\"}"),
				new Field("/api/videos/generate", "prompt", "{\"prompt\":\"p@\"}"),
				new Field("/api/videos/generate", "aspect_ratio", "{\"prompt\":\"p\",\"aspect_ratio\":\"@\"}"),
				new Field("/api/workflow/start", "imagePrompt", run),
				new Field("/api/workflow/start", "videoPrompt", run.replace("@", "").replace("slowly", "slowly@")),
				new Field("/api/workflow/start", "projectId",
						run.replace("@", "").replace("}", ",\"projectId\":\"a@\"}")),
				new Field("/api/workflow/estimate", "projectId",
						run.replace("@", "").replace("}", ",\"projectId\":\"a@\"}")));
	}

	@ParameterizedTest
	@MethodSource("texts")
	void whatCannotBeKeptIsRefusedByName(Field field) {
		for (String text : List.of("\\u0000", "\\ud800", "\\udfff", "\\udc00\\ud800")) {
			Answer answer = send(field, text);
			assertThat(answer.status()).as("%s %s: %s", field, text, answer.text()).isIn(400, 422);
			assertThat(answer.text()).as("%s %s", field, text).contains(field.name());
		}
	}

	/**
	 * Texts pasted from Word have vertical tabs in them, and those out of a PDF form
	 * feeds.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "a\\tb\\nc\\r\\nd \\ud83d\\ude00 \\u00e9", "one\\u000btwo\\fthree", "\\u0007\\u001b[31m",
			"\\u007f \\u0085 \\u009f\\u000b" })
	void linesPairsAndControlsAreText(String text) {
		for (Field field : texts()
			.filter((one) -> List.of("prompt", "imagePrompt", "videoPrompt", "projectId", "name", "reason")
				.contains(one.name()))
			.toList()) {
			Answer answer = send(field, text);
			assertThat(answer.status()).as("%s: %s", field, answer.text()).isBetween(200, 202);
		}
	}

	@Test
	void listsAreAskedInOneWay() {
		for (String list : List.of("/jobs", "/dead-letters", "/audit", "/credits", "/api/webhooks/received")) {
			for (String limit : List.of("x", "0", "-1", "101", "1e2", "9".repeat(30), "%00")) {
				assertThat(this.service.get(list + "?limit=" + limit, AS_HOST).status()).as(list + limit)
					.isEqualTo(422);
			}
			for (String cursor : List.of("x", "%00", "9".repeat(30))) {
				assertThat(this.service.get(list + "?cursor=" + cursor, AS_HOST).status()).as(list + cursor)
					.isEqualTo(422);
			}
			assertThat(this.service.get(list + "?limit=100", AS_HOST).status()).isEqualTo(200);
		}
		for (String list : List.of("/api/videos/user", "/api/workflow")) {
			for (String name : List.of("limit", "page")) {
				for (String number : List.of("x", "0", "-1", "1.5", "9".repeat(30), "%00")) {
					Answer answer = this.service.get(list + "?" + name + "=" + number, AS_HOST);
					assertThat(answer.status()).as(list + name + number).isEqualTo(400);
					assertThat(answer.json().path("error").asString()).isNotEmpty();
					assertThat(answer.text()).contains(name);
				}
			}
			assertThat(this.service.get(list + "?limit=1000", AS_HOST).json().path("limit").asInt()).isEqualTo(100);
			assertThat(this.service.get(list, AS_HOST).json().path("limit").asInt()).isEqualTo(20);
			assertThat(this.service.get(list + "?page=2147483647", AS_HOST).json().path("count").asInt(-1)).isZero();
		}
		assertThat(this.service.get("/api/workflow?projectId=%00", AS_HOST).status()).isEqualTo(400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/cloudevents+json", "application/vnd.api+json; charset=utf-8",
			"APPLICATION/PROBLEM+JSON" })
	void whatEndsInJsonIsJson(String type) {
		String[] headers = { "x-api-key", HOST, "Content-Type", type };
		assertThat(this.service
			.post("/api/webhooks/video-completion",
					"{\"job_id\":\"x\",\"status\":\"pending\",\"content_type\":\"video\"}", headers)
			.status()).isEqualTo(404);
		assertThat(this.service.post("/sessions", "{\"name\":\"a\"}", headers).status()).isEqualTo(201);
		assertThat(this.service.post("/api/videos/generate", "{\"prompt\":\"\"}", headers).status()).isEqualTo(400);
		assertThat(this.service.post("/api/workflow/start", "{}", headers).status()).isEqualTo(400);
		assertThat(this.service.post("/process-image-async-b64", "{}", headers).status()).isEqualTo(422);
		for (String other : List.of("application/cloudevents", "application/json+xml", "text/plain", "json", "+json")) {
			assertThat(this.service.post("/sessions", "{\"name\":\"a\"}", "x-api-key", HOST, "Content-Type", other)
				.status()).as(other).isEqualTo(415);
		}
	}

	private Answer send(Field field, String value) {
		String body = field.body().replace(HERE, value);
		if (body.contains("{code}")) {
			body = body.replace("{code}", open().json().path("join_code").asString());
		}
		if (field.path().startsWith("PATCH ")) {
			return this.service.patch(field.path().substring(6).replace("{id}", session()), body, AS_HOST);
		}
		return this.service.post(field.path(), body, AS_HOST);
	}

	private String session() {
		return open().json().path("session_id").asString();
	}

	private Answer open() {
		return this.service.post("/sessions", "{\"name\":\"" + UUID.randomUUID() + "\"}", AS_HOST);
	}

	/**
	 * A field of a body.
	 */
	record Field(String path, String name, String body) {

		@Override
		public String toString() {
			return this.path + " " + this.name;
		}

	}

}
