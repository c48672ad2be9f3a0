package io.wxomedia.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.wxomedia.MediaApplication;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a disk of 64 MB, which takes root and Linux: whatever is accepted is
 * finished, whatever does not fit is refused, and nothing is paid for twice.
 */
@SpringBootTest(classes = MediaApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "OPENAI_API_KEY=" + OpenAiStub.API_KEY, "MAX_CONCURRENT_JOBS=2", "MIN_FREE_BYTES=8MB",
				"POLLING=true" })
@DirtiesContext
@EnabledIf("canMount")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SmallDiskTests {

	private static final Path DISK = Path.of("target", "small-disk").toAbsolutePath();

	private static final byte[] RESULT = TestImages.pngOf(1_000_000);

	private static final OpenAiStub provider = OpenAiStub.start();

	@LocalServerPort
	private int port;

	private ServiceClient service = new ServiceClient(0);

	static boolean canMount() throws IOException, InterruptedException {
		Files.createDirectories(DISK);
		return run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", DISK.toString());
	}

	private static boolean run(String... command) throws InterruptedException {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	@DynamicPropertySource
	static void neighbours(DynamicPropertyRegistry properties) {
		properties.add("OPENAI_BASE_URL", provider::baseUrl);
		properties.add("DATA_DIR", DISK::toString);
	}

	/**
	 * Lazily: the service still has its files open.
	 */
	@AfterAll
	static void unmount() throws InterruptedException {
		provider.close();
		run("umount", "-l", DISK.toString());
	}

	@BeforeEach
	void connect() {
		this.service = new ServiceClient(this.port);
		provider.reset();
	}

	@Test
	@Order(1)
	void whatIsAcceptedIsFinishedAndTheRestIsRefused() {
		provider.willReturn(RESULT, Duration.ofMillis(300));
		String body = ServiceClient.single("greyer", "photo.png", TestImages.pngOf(3_000_000));
		List<String> accepted = new ArrayList<>();
		for (int i = 0; i < 60; i++) {
			Answer answer = this.service.post(ServiceClient.SINGLE_B64, body);
			if (answer.status() == 202) {
				accepted.add(answer.json().path("job_id").asString());
			}
			else {
				RefusalTests.assertRefused(answer, 503, "disk_full");
				assertThat(answer.header("Retry-After")).isNotBlank();
				assertThat(answer.detail()).contains("MIN_FREE_BYTES");
			}
		}
		assertThat(accepted).hasSizeBetween(2, 59);
		accepted.forEach(this::isCompleted);
		assertThat(provider.edits()).hasSameSizeAs(accepted);
		assertThat(readiness()).isEqualTo(200);
	}

	@Test
	@Tag("long")
	@Order(2)
	void diskThatAnotherProgramFillsStopsNothingThatWasAccepted() throws IOException {
		removeEverything();
		provider.willReturn(RESULT, Duration.ofSeconds(2));
		String body = ServiceClient.single("greyer", "photo.png", TestImages.pngOf(3_000_000));
		List<String> accepted = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			accepted.add(this.service.post(ServiceClient.SINGLE_B64, body).json().path("job_id").asString());
		}
		Path foreign = DISK.resolve("foreign");
		Files.write(foreign, new byte[(int) Math.max(0, DISK.toFile().getUsableSpace() - 1_500_000)]);
		RefusalTests.assertRefused(this.service.post(ServiceClient.SINGLE_B64, body), 503, "disk_full");
		accepted.forEach(this::isCompleted);
		assertThat(provider.edits()).hasSameSizeAs(accepted);
		Files.delete(foreign);
	}

	@Test
	@Tag("long")
	@Order(3)
	void callIsNotMadeWhileItsResultWouldNotFit() throws IOException {
		removeEverything();
		provider.willReturn(RESULT, Duration.ofSeconds(2));
		String body = ServiceClient.single("greyer", "photo.png", TestImages.png());
		List<String> jobs = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			jobs.add(this.service.post(ServiceClient.SINGLE_B64, body).json().path("job_id").asString());
		}
		Eventually.within(RunningService.PATIENCE, () -> assertThat(provider.edits()).hasSize(2));
		Path foreign = DISK.resolve("foreign");
		Files.deleteIfExists(DISK.resolve("disk.reserve"));
		Files.write(foreign, new byte[(int) Math.max(0, DISK.toFile().getUsableSpace() - 2_600_000)]);
		Eventually.within(RunningService.PATIENCE,
				() -> assertThat(this.service.job(jobs.get(2)).path("phase").asString())
					.isEqualTo("waiting_for_space"));
		assertThat(provider.edits()).hasSize(2);
		assertThat(readiness()).isEqualTo(503);
		Files.delete(foreign);
		jobs.forEach(this::isCompleted);
		assertThat(provider.edits()).hasSize(3);
		assertThat(readiness()).isEqualTo(200);
	}

	private void removeEverything() {
		Eventually.within(RunningService.PATIENCE,
				() -> assertThat(this.service.delete("/jobs?finished_before=2100-01-01T00:00:00Z").status())
					.isEqualTo(200));
	}

	private void isCompleted(String job) {
		assertThat(this.service.finished(job, RunningService.PATIENCE).path("verdict").asString())
			.isEqualTo("completed");
	}

	private int readiness() {
		return this.service.get("/actuator/health/readiness").status();
	}

}
