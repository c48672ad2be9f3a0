package io.wxomedia.durability;

import java.awt.Color;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.S3Server;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceProcess;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a service that is killed in the middle of its work.
 */
class CrashIT {

	private static final Duration RESUMES_AT_ONCE = Duration.ofSeconds(15);

	@RegisterExtension
	final Stage stage = new Stage();

	@Test
	void killWhenJobsWereJustAcceptedLosesNone() throws Exception {
		int jobs = 20;
		int atOnce = 4;
		this.stage.provider().willTake(30);
		ServiceProcess first = this.stage.start("MAX_CONCURRENT_JOBS", Integer.toString(atOnce));
		List<String> accepted = submitTogether(first.client(), jobs);
		first.kill();

		ServiceClient client = this.stage.start().client();
		for (String job : accepted) {
			assertThat(this.stage.settled(client, job).path("verdict").asString()).isEqualTo("completed");
			assertThat(this.stage.deliveries(job)).isNotEmpty();
		}
		this.stage.deliveriesAgree();
		assertThat(this.stage.provider().edits()).hasSizeBetween(jobs, jobs + atOnce);
		for (int i = 0; i < jobs; i++) {
			assertThat(this.stage.provider().edits("job " + i)).isBetween(1, 2);
		}
	}

	private List<String> submitTogether(ServiceClient client, int jobs) throws Exception {
		ExecutorService callers = Executors.newFixedThreadPool(jobs);
		try {
			List<Future<String>> answers = new ArrayList<>();
			for (int i = 0; i < jobs; i++) {
				String prompt = "job " + i;
				answers.add(callers.submit(() -> this.stage.submit(client, prompt)));
			}
			List<String> accepted = new ArrayList<>();
			for (Future<String> answer : answers) {
				accepted.add(answer.get());
			}
			return accepted;
		}
		finally {
			callers.shutdownNow();
		}
	}

	@Test
	void killDuringTheCallAllowsOneMoreCallAndNoThird() {
		this.stage.provider().hold((edit) -> true);
		ServiceProcess first = this.stage.start();
		String onceKilled = this.stage.submit(first.client(), "once");
		String twiceKilled = this.stage.submit(first.client(), "twice");
		this.stage.awaitCalls("once", 1);
		this.stage.awaitCalls("twice", 1);
		first.kill();

		this.stage.provider().hold((edit) -> edit.prompt().equals("twice"));
		ServiceProcess second = this.stage.start();
		Eventually.within(RESUMES_AT_ONCE, () -> assertThat(this.stage.provider().edits()).hasSize(4));
		assertThat(this.stage.settled(second.client(), onceKilled).path("verdict").asString()).isEqualTo("completed");
		second.kill();

		this.stage.provider().holdNoMore();
		ServiceClient third = this.stage.start().client();
		JsonNode failed = this.stage.settled(third, twiceKilled);
		assertThat(failed.path("verdict").asString()).isEqualTo("failed");
		assertThat(failed.path("error").asString()).startsWith("The service was stopped while OpenAI worked on it");
		assertThat(third.job(onceKilled).path("verdict").asString()).isEqualTo("completed");
		assertThat(this.stage.provider().edits("once")).isEqualTo(2);
		assertThat(this.stage.provider().edits("twice")).isEqualTo(2);
		assertThat(this.stage.deliveries(twiceKilled)).hasSize(1);
		this.stage.deliveriesAgree();
	}

	@Test
	@Tag("slow")
	void killDuringTheCallWhenNoSecondCallIsWantedFailsTheJob() {
		this.stage.provider().hold((edit) -> true);
		ServiceProcess first = this.stage.start("PROVIDER_CALL_AFTER_CRASH", "never");
		String job = this.stage.submit(first.client(), "never again");
		this.stage.awaitCalls("never again", 1);
		first.kill();

		this.stage.provider().holdNoMore();
		ServiceClient client = this.stage.start("PROVIDER_CALL_AFTER_CRASH", "never").client();
		JsonNode failed = this.stage.settled(client, job);
		assertThat(failed.path("verdict").asString()).isEqualTo("failed");
		assertThat(failed.path("error").asString()).contains("PROVIDER_CALL_AFTER_CRASH=never");
		assertThat(this.stage.provider().edits()).hasSize(1);
		assertThat(this.stage.deliveries(job)).singleElement()
			.satisfies((callback) -> assertThat(callback.json().path("status").asString()).isEqualTo("failed"));
	}

	@Test
	void killInTheMiddleOfABatchBuysNoFinishedImageAgain() {
		int images = 12;
		int atOnce = 3;
		int smallest = 10;
		try (S3Server storage = S3Server.start("inbox", "outbox")) {
			for (int i = 0; i < images; i++) {
				String key = "image-%02d.png".formatted(i);
				byte[] image = TestImages.png(smallest + i, 8, Color.PINK);
				storage.client().putObject((put) -> put.bucket("inbox").key(key), RequestBody.fromBytes(image));
			}
			String[] settings = { "COS_ENDPOINT", storage.endpoint().toString(), "COS_ACCESS_KEY_ID",
					S3Server.ACCESS_KEY_ID, "COS_SECRET_ACCESS_KEY", S3Server.SECRET_ACCESS_KEY, "COS_INPUT_BUCKET",
					"inbox", "COS_OUTPUT_BUCKET", "outbox", "MAX_PARALLEL_BATCH_IMAGES", Integer.toString(atOnce) };
			this.stage.provider().hold((edit) -> edit.width() >= smallest + 6);
			ServiceProcess first = this.stage.start(settings);
			String job = first.client()
				.accepted(ServiceClient.BATCH, this.stage.receiver().url(), ServiceClient.batch("batch"));
			this.stage.awaitCalls("batch", 6 + atOnce);
			first.kill();

			this.stage.provider().holdNoMore();
			ServiceProcess second = this.stage.start(settings);
			JsonNode summary = this.stage.receiver().take(job, Stage.PATIENCE).json();
			assertThat(summary.path("status").asString()).isEqualTo("completed");
			assertThat(summary.path("total_files").asInt()).isEqualTo(images);
			assertThat(summary.path("processed").asInt()).isEqualTo(images);
			assertThat(summary.path("failed").asInt()).isZero();
			for (int i = 0; i < images; i++) {
				int width = smallest + i;
				boolean inFlight = i >= 6 && i < 6 + atOnce;
				assertThat(this.stage.provider().edits().stream().filter((edit) -> edit.width() == width))
					.as("calls for image %d", i)
					.hasSize(inFlight ? 2 : 1);
			}
			assertThat(storage.client().listObjectsV2((list) -> list.bucket("outbox")).contents())
				.as("images and the manifest")
				.hasSize(images + 1);
			this.stage.settled(second.client(), job);
			assertThat(this.stage.deliveries(job)).hasSize(1);
		}
	}

}
