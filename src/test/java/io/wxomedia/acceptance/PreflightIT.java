package io.wxomedia.acceptance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import com.github.tomakehurst.wiremock.client.WireMock;
import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.S3Server;
import io.wxomedia.testing.ServiceProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the preflight of the packaged service on the command line.
 */
class PreflightIT {

	@Test
	@Tag("slow")
	void everythingReadyEndsWithZeroAndMakesNothing(@TempDir Path directory) {
		try (OpenAiStub provider = OpenAiStub.start();
				S3Server store = S3Server.start("inputs", "outputs");
				CallbackReceiver receiver = CallbackReceiver.start()) {
			provider.server().stubFor(WireMock.get("/v1/models/gpt-image-2").willReturn(WireMock.okJson("""
					{"id": "gpt-image-2", "object": "model", "created": 1, "owned_by": "system"}""")));
			Map<String, String> environment = new HashMap<>(
					Map.of("OPENAI_API_KEY", OpenAiStub.API_KEY, "OPENAI_BASE_URL", provider.baseUrl(), "COS_ENDPOINT",
							store.endpoint().toString(), "COS_ACCESS_KEY_ID", S3Server.ACCESS_KEY_ID,
							"COS_SECRET_ACCESS_KEY", S3Server.SECRET_ACCESS_KEY, "COS_INPUT_BUCKET", "inputs",
							"COS_OUTPUT_BUCKET", "outputs", "WORKSHOP_TOKEN", "t0p-secret", "MAX_QUEUED_JOBS", "1"));
			ServiceProcess process = Eventually.value(Duration.ofMinutes(1),
					() -> ready(directory, environment, "--preflight=" + receiver.url("/cb?token=hush-hush")));
			assertThat(process.output()).contains("OK       openai         OpenAI takes the key",
					"OK       output_bucket  Bucket \"outputs\" takes objects",
					"OK       callback       " + receiver.url("/cb?token=***") + " answers HEAD with HTTP 200",
					"OK       database       There is no embedded database yet");
			assertThat(process.output()).doesNotContain("hush-hush", "t0p-secret", OpenAiStub.API_KEY,
					S3Server.SECRET_ACCESS_KEY, "Started", "Tomcat", "Exception");
			assertThat(receiver.received()).extracting(CallbackReceiver.Callback::method).containsOnly("HEAD");
			assertThat(directory.resolve("data")).doesNotExist();
			assertThat(store.client().listObjectsV2((list) -> list.bucket("outputs")).contents()).isEmpty();
		}
	}

	@Test
	void problemEndsWithOne(@TempDir Path directory) {
		ServiceProcess process = ServiceProcess.run(directory, Map.of(), "--preflight");
		assertThat(process.awaitExit(RunningService.PATIENCE)).isEqualTo(1);
		assertThat(process.output()).contains("PROBLEM  openai         OPENAI_API_KEY is not set",
				"WARNING  output_bucket  Not set: COS_ENDPOINT",
				System.lineSeparator() + " ".repeat(24) + "Set it to a key");
		assertThat(process.output().lines()).last().isEqualTo("There are problems: jobs will fail.");
	}

	@Test
	void wrongSettingEndsWithOneAndTheLineThatNamesIt(@TempDir Path directory) {
		ServiceProcess process = ServiceProcess.run(directory, Map.of("RETENTION", "soon"), "--preflight");
		assertThat(process.awaitExit(RunningService.PATIENCE)).isEqualTo(1);
		assertThat(process.output().lines()).singleElement().asString().contains("RETENTION=soon: must be a time");
	}

	@Tag("slow")
	@Test
	void runningServiceIsLeftAlone(@TempDir Path directory) throws Exception {
		try (ServiceProcess service = ServiceProcess.start(directory, Map.of("DEMO", "true", "INBOX", "false"))) {
			Path unfinished = Files.createFile(directory.resolve("data/demo/unfinished/being-written"));
			ServiceProcess process = Eventually.value(Duration.ofMinutes(1),
					() -> ready(directory, Map.of("DEMO", "true"), "--preflight"));
			assertThat(process.output()).contains("The demo's built-in editor", "The demo keeps its buckets in",
					"OK       database       Not opened: another process has the embedded database open");
			assertThat(unfinished).exists();
			assertThat(service.client().get("/jobs/00000000-0000-4000-8000-000000000000").status()).isEqualTo(404);
			assertThat(service.client().get("/preflight").json().path("ok").asBoolean()).isTrue();
			service.requestStop();
			service.awaitExit(RunningService.PATIENCE);
		}
		ServiceProcess after = ServiceProcess.run(directory, Map.of("DEMO", "true"), "--preflight");
		assertThat(after.output()).contains("OK       database       The embedded database answers.");
	}

	/**
	 * On a slow machine a check may not end in time, and is tried again.
	 */
	private static ServiceProcess ready(Path directory, Map<String, String> environment, String argument) {
		ServiceProcess process = ServiceProcess.run(directory, environment, argument);
		assertThat(process.awaitExit(RunningService.PATIENCE)).as(process.output()).isZero();
		return process;
	}

}
