package io.wxomedia.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.S3Server;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceProcess;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the packaged service with real environment variables.
 */
class EnvironmentIT {

	private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)");

	@Test
	void blankVariablesAreUnset(@TempDir Path directory) throws IOException {
		Map<String, String> blank = new HashMap<>();
		Matcher variables = VARIABLE.matcher(configuration());
		while (variables.find()) {
			blank.put(variables.group(1), (blank.size() % 2 == 0) ? "" : " ");
		}
		assertThat(blank).hasSizeGreaterThan(40).containsKeys("MAX_CONCURRENT_JOBS", "SPRING_DATASOURCE_URL");
		blank.putAll(Map.of("LOG_FORMAT", "", "DEMO", " ", "CALLBACK_SIGNING_SECRET", ""));
		try (ServiceProcess service = ServiceProcess.start(directory, blank)) {
			assertThat(service.client().get("/health").text()).isEqualTo("""
					{"ok":true,"mode":"workshop","callback_rewrite_enabled":false,"max_concurrent_jobs":10,\
					"callback_retries":3,"fallback_single_enabled":true,"workshop_token_enabled":false}""");
			assertThat(service.client().get("/cos/config").text()).isEqualTo("""
					{"endpoint":null,"region":"eu-geo","input_bucket":null,"output_bucket":null,"input_prefix":"",\
					"output_prefix":"results/batch","presign_expires":900}""");
		}
	}

	@Test
	@Tag("slow")
	void structuredLogHasOneEventPerLineAndNothingSecret(@TempDir Path directory) {
		try (OpenAiStub provider = OpenAiStub.start();
				S3Server store = S3Server.start("outputs");
				CallbackReceiver receiver = CallbackReceiver.start();
				ServiceProcess service = ServiceProcess.start(directory,
						Map.of("LOG_FORMAT", "ecs", "OPENAI_API_KEY", OpenAiStub.API_KEY, "OPENAI_BASE_URL",
								provider.baseUrl(), "WORKSHOP_TOKEN", "t0p-secret", "COS_ENDPOINT",
								store.endpoint().toString(), "COS_ACCESS_KEY_ID", S3Server.ACCESS_KEY_ID,
								"COS_SECRET_ACCESS_KEY", S3Server.SECRET_ACCESS_KEY, "COS_OUTPUT_BUCKET", "outputs",
								"CALLBACK_PRIVATE_NETWORKS", "allow"))) {
			receiver.willAnswer(500);
			for (String path : List.of(ServiceClient.SINGLE_B64, ServiceClient.SINGLE_COS)) {
				String id = service.client()
					.post(path, ServiceClient.single(), "callbackUrl", receiver.url("/cb?token=hush-hush"),
							"Authorization", "Bearer t0p-secret")
					.json()
					.path("job_id")
					.asString();
				do {
					receiver.take(id, RunningService.PATIENCE);
				}
				while (receiver.received(id).size() < (path.equals(ServiceClient.SINGLE_B64) ? 2 : 1));
			}
			service.requestStop();
			service.awaitExit(RunningService.PATIENCE);
			List<JsonNode> events = service.output().lines().map((line) -> new JsonMapper().readTree(line)).toList();
			assertThat(events).allSatisfy((event) -> assertThat(event.path("@timestamp").isString()).isTrue());
			List<String> messages = events.stream().map((event) -> event.path("message").asString("")).toList();
			assertThat(messages)
				.anyMatch((message) -> message.startsWith("[ACCEPTED] /process-image-async-b64 job_id="))
				.anyMatch((message) -> message.startsWith("=== CALLBACK ===\njob_id   : "))
				.anyMatch((message) -> message.startsWith("attempt  : 1/3 -> HTTP 500"))
				.anyMatch((message) -> message.startsWith("callback : attempt failed ("));
			String image = Base64.getEncoder().encodeToString(TestImages.png());
			assertThat(service.output()).doesNotContain("hush", "t0p-secret", OpenAiStub.API_KEY,
					S3Server.SECRET_ACCESS_KEY, "X-Amz-Signature", image.substring(0, 40));
		}
	}

	private static String configuration() throws IOException {
		try (InputStream in = EnvironmentIT.class.getResourceAsStream("/application.yml")) {
			assertThat(in).isNotNull();
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
