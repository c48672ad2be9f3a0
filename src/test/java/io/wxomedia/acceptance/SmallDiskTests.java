package io.wxomedia.acceptance;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.wxomedia.MediaApplication;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.TestImages;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
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

	private static final byte[] RESULT = TestImages.pngOf(1_000_000);

	private static final OpenAiStub provider = OpenAiStub.start();

	private static @Nullable FullDisk disk;

	@LocalServerPort
	private int port;

	private ServiceClient service = new ServiceClient(0);

	/**
	 * A new one each time: the service of an earlier try still has the last one open.
	 */
	static boolean canMount() throws IOException, InterruptedException {
		disk = FullDisk.mount(64);
		return disk != null;
	}

	private static FullDisk disk() {
		return Objects.requireNonNull(disk, "The tests are run with a disk only");
	}

	@DynamicPropertySource
	static void neighbours(DynamicPropertyRegistry properties) {
		properties.add("OPENAI_BASE_URL", provider::baseUrl);
		properties.add("DATA_DIR", () -> disk().directory().toString());
	}

	@AfterAll
	static void unmount() throws IOException, InterruptedException {
		provider.close();
		disk().empty();
		disk().unmount();
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
		assertThat(provider.edits().size()).isEqualTo(accepted.size());
		isReady();
	}

	/**
	 * Not a byte is left, so the database closes itself, unless it is given the reserve
	 * before; in any case all goes on without a restart.
	 */
	@RepeatedTest(2)
	@Order(2)
	void diskThatAnotherProgramFillsStopsNothingThatWasAccepted() throws Exception {
		removeEverything();
		isReady();
		provider.willReturn(RESULT, Duration.ofSeconds(2));
		String body = ServiceClient.single("greyer", "photo.png", TestImages.pngOf(3_000_000));
		List<String> accepted = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			accepted.add(this.service.post(ServiceClient.SINGLE_B64, body).json().path("job_id").asString());
		}
		disk().fill();
		Answer refused = this.service.post(ServiceClient.SINGLE_B64, body);
		assertThat(refused.status()).isEqualTo(503);
		assertThat(refused.code()).isIn("disk_full", "database_unavailable");
		// Later it may be back: inputs go with their jobs, and the database tidies up.
		Eventually.within(RunningService.PATIENCE, () -> assertThat(disk().reserve()).doesNotExist());
		accepted.forEach(this::isCompleted);
		assertThat(provider.edits().size()).isEqualTo(accepted.size());
		disk().empty();
		isReady();
	}

	/**
	 * Without the reserve the database finds no room for a while, and closes itself.
	 */
	@Test
	@Order(3)
	void serviceGoesOnOnceADiskThatStayedFullIsNot() throws Exception {
		removeEverything();
		isReady();
		provider.willReturn(RESULT, Duration.ofSeconds(2));
		String body = ServiceClient.single("greyer", "photo.png", TestImages.png());
		String job = this.service.post(ServiceClient.SINGLE_B64, body).json().path("job_id").asString();
		Eventually.within(RunningService.PATIENCE, () -> assertThat(provider.edits().size()).isEqualTo(1));
		disk().leave(0);
		Eventually.within(RunningService.PATIENCE,
				() -> assertThat(this.service.get("/jobs/" + job).status()).isEqualTo(503));
		disk().empty();
		isCompleted(job);
		assertThat(provider.edits().size()).isEqualTo(1);
		isReady();
	}

	@Test
	@Tag("slow")
	@Order(4)
	void callIsNotMadeWhileItsResultWouldNotFit() throws Exception {
		removeEverything();
		isReady();
		provider.willReturn(RESULT, Duration.ofSeconds(5));
		String body = ServiceClient.single("greyer", "photo.png", TestImages.png());
		List<String> jobs = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			jobs.add(this.service.post(ServiceClient.SINGLE_B64, body).json().path("job_id").asString());
		}
		Eventually.within(RunningService.PATIENCE, () -> assertThat(provider.edits().size()).isEqualTo(2));
		disk().leave(1_000_000);
		Eventually.within(RunningService.PATIENCE, () -> assertThat(disk().reserve()).doesNotExist());
		// Less than a result and what the database needs, once there is no reserve.
		disk().leave(2_500_000);
		jobs.subList(0, 2).forEach(this::isCompleted);
		Eventually.within(RunningService.PATIENCE,
				() -> assertThat(this.service.job(jobs.get(2)).path("phase").asString())
					.isEqualTo("waiting_for_space"));
		assertThat(provider.edits().size()).isEqualTo(2);
		assertThat(readiness()).isEqualTo(503);
		disk().empty();
		jobs.forEach(this::isCompleted);
		assertThat(provider.edits().size()).isEqualTo(3);
		isReady();
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

	private void isReady() {
		Eventually.within(RunningService.PATIENCE, () -> {
			assertThat(readiness()).isEqualTo(200);
			assertThat(disk().reserve()).exists();
		});
	}

	private int readiness() {
		return this.service.get("/actuator/health/readiness").status();
	}

}
