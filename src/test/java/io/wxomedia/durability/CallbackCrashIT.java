package io.wxomedia.durability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.wxomedia.testing.CallbackReceiver.Callback;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a service that is killed while it calls back.
 */
class CallbackCrashIT {

	private static final Duration RESUMES_AT_ONCE = Duration.ofSeconds(15);

	@RegisterExtension
	final Stage stage = new Stage();

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
	@Tag("slow")
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
	@Tag("slow")
	void killAfterRedeliveriesWereAcceptedLosesNone() {
		// More than one receiver may hold.
		int atOnce = 48;
		int jobs = atOnce + 2;
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

}
