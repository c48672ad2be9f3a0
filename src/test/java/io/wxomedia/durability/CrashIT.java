package io.wxomedia.durability;

import java.awt.Color;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.wxomedia.testing.CallbackReceiver.Callback;
import io.wxomedia.testing.EditProvider;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.RawConnection;
import io.wxomedia.testing.S3Server;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceProcess;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

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
	void killDuringTheCallbackSendsTheSameCallbackAgain() {
		this.stage.receiver().willTake(Duration.ofMinutes(5));
		ServiceProcess first = this.stage.start();
		String job = this.stage.submit(first.client(), "callback");
		Callback before = this.stage.receiver().take(job, Stage.PATIENCE);
		first.kill();

		this.stage.receiver().willTake(Duration.ZERO);
		ServiceClient client = this.stage.start().client();
		Callback after = this.stage.receiver().take(job, RESUMES_AT_ONCE);
		assertThat(after.header("webhook-id")).isEqualTo(before.header("webhook-id")).isEqualTo(job);
		assertThat(after.body()).isEqualTo(before.body());
		assertThat(this.stage.settled(client, job).at("/callback/state").asString()).isEqualTo("delivered");
		assertThat(this.stage.provider().edits()).hasSize(1);
	}

	@Test
	void killBetweenAttemptsGoesOnCounting() {
		String[] settings = { "CALLBACK_MAX_RETRIES", "3", "CALLBACK_BACKOFF_SECONDS", "0.1,8" };
		this.stage.receiver().willAnswer(500, 500, 500, 500);
		ServiceProcess first = this.stage.start(settings);
		String job = this.stage.submit(first.client(), "attempts");
		Eventually.within(Stage.PATIENCE,
				() -> assertThat(first.client().job(job).at("/callback/attempts").asInt()).isEqualTo(2));
		first.kill();

		ServiceClient client = this.stage.start(settings).client();
		JsonNode settled = this.stage.settled(client, job);
		assertThat(settled.at("/callback/state").asString()).isEqualTo("dead_letter");
		assertThat(settled.at("/callback/attempts").asInt()).isEqualTo(3);
		assertThat(settled.path("verdict").asString()).isEqualTo("completed");
		List<Callback> attempts = this.stage.deliveries(job);
		assertThat(attempts).hasSize(3);
		assertThat(Duration.between(attempts.get(1).at(), attempts.get(2).at())).isGreaterThan(Duration.ofSeconds(7));
		this.stage.deliveriesAgree();
		assertThat(this.stage.provider().edits()).hasSize(1);
	}

	@Test
	void killAfterRedeliveriesWereAcceptedLosesNone() {
		int jobs = 12;
		int atOnce = 10;
		String[] settings = { "CALLBACK_MAX_RETRIES", "1", "CALLBACK_TIMEOUT_SECONDS", "300" };
		ServiceProcess first = this.stage.start(settings);
		List<String> deadLetters = new ArrayList<>();
		for (int i = 0; i < jobs; i++) {
			this.stage.receiver().willAnswer(500);
			String job = this.stage.submit(first.client(), "job " + i);
			assertThat(this.stage.settled(first.client(), job).at("/callback/state").asString())
				.isEqualTo("dead_letter");
			deadLetters.add(job);
		}
		String last = deadLetters.get(jobs - 1);
		this.stage.receiver().willTake(Duration.ofMinutes(5));
		for (String job : deadLetters) {
			if (job.equals(last)) {
				// The receiver holds all that may run at once, so this one has to wait.
				Eventually.within(Stage.PATIENCE,
						() -> assertThat(this.stage.receiver().received()).hasSize(jobs + atOnce));
			}
			assertThat(first.client().post("/jobs/" + job + "/redeliver", "").status()).isEqualTo(202);
		}
		first.kill();
		assertThat(this.stage.deliveries(last)).hasSize(1);

		this.stage.receiver().willTake(Duration.ZERO);
		ServiceClient client = this.stage.start(settings).client();
		for (String job : deadLetters) {
			JsonNode settled = this.stage.settled(client, job);
			assertThat(settled.at("/callback/state").asString()).isEqualTo("delivered");
			assertThat(settled.at("/callback/attempts").asInt()).isEqualTo(2);
			assertThat(this.stage.deliveries(job)).hasSizeBetween(2, 3);
		}
		assertThat(this.stage.deliveries(last)).hasSize(2);
		this.stage.deliveriesAgree();
		assertThat(this.stage.provider().edits()).hasSize(jobs);
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

	@Test
	void stopFinishesShortJobsAndHandsLongOnesBack() {
		Duration grace = Duration.ofSeconds(5);
		EditProvider provider = this.stage.provider();
		provider.hold((edit) -> edit.prompt().startsWith("long"));
		provider.willTake(1500);
		ServiceProcess first = this.stage.start("SHUTDOWN_GRACE_SECONDS", Long.toString(grace.toSeconds()));
		String longOne = this.stage.submit(first.client(), "long 1");
		String longTwo = this.stage.submit(first.client(), "long 2");
		String shortOne = this.stage.submit(first.client(), "short 1");
		String shortTwo = this.stage.submit(first.client(), "short 2");
		String waiting = this.stage.submit(first.client(), "long wait");
		Eventually.within(Stage.PATIENCE, () -> assertThat(provider.edits()).hasSize(4));

		first.requestStop();
		// What comes after the grace period is the time to hand back and to close.
		assertThat(first.awaitExit(grace.plusSeconds(20))).isIn(0, 143);
		assertThat(this.stage.deliveries(shortOne)).hasSize(1);
		assertThat(this.stage.deliveries(shortTwo)).hasSize(1);
		assertThat(this.stage.receiver().received()).hasSize(2);

		provider.holdNoMore();
		ServiceClient client = this.stage.start().client();
		for (String job : List.of(longOne, longTwo, waiting)) {
			assertThat(this.stage.settled(client, job).path("verdict").asString()).isEqualTo("completed");
			assertThat(this.stage.deliveries(job)).hasSize(1);
		}
		assertThat(client.job(shortOne).path("verdict").asString()).isEqualTo("completed");
		assertThat(provider.edits("long 1")).isEqualTo(2);
		assertThat(provider.edits("long wait")).isEqualTo(1);
		assertThat(provider.edits("short 1")).isEqualTo(1);
		assertThat(first.output()).doesNotContain("has been closed").doesNotContain("ERROR");
	}

	@Test
	void stopAnswersRequestsThatHaveCome() throws IOException {
		ServiceProcess first = this.stage.start("SHUTDOWN_GRACE_SECONDS", "60");
		byte[] body = ServiceClient.single("late 1", "late.png", TestImages.png()).getBytes(StandardCharsets.UTF_8);
		String answer;
		try (RawConnection request = RawConnection.to(first.port())) {
			request.send("""
					POST /process-image-async-b64 HTTP/1.1
					Host: localhost
					Content-Type: application/json
					callbackUrl: %s
					Content-Length: %d
					Expect: 100-continue
					Connection: close

					""".formatted(this.stage.receiver().url(), body.length));
			assertThat(request.readHead(Stage.PATIENCE)).startsWith("HTTP/1.1 100");
			request.send(Arrays.copyOf(body, 20));

			first.requestStop();
			Eventually.within(Stage.PATIENCE, () -> assertThatIOException().isThrownBy(() -> connect(first)));
			request.send(Arrays.copyOfRange(body, 20, body.length));
			answer = request.readAll(Stage.PATIENCE);
		}
		assertThat(answer).startsWith("HTTP/1.1 202");
		assertThat(first.awaitExit(Stage.PATIENCE)).isIn(0, 143);

		Matcher id = Pattern.compile("\"job_id\":\"([^\"]+)\"").matcher(answer);
		assertThat(id.find()).as(answer).isTrue();
		ServiceClient client = this.stage.start().client();
		assertThat(this.stage.settled(client, id.group(1)).path("verdict").asString()).isEqualTo("completed");
		assertThat(this.stage.deliveries(id.group(1))).hasSize(1);
	}

	private static void connect(ServiceProcess service) throws IOException {
		RawConnection.to(service.port()).close();
	}

}
