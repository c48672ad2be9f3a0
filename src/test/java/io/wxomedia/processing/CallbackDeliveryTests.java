package io.wxomedia.processing;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.standardwebhooks.Webhook;
import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.CallbackReceiver.Callback;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.ServiceClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for the way of a callback to its receiver.
 */
@ExtendWith(OutputCaptureExtension.class)
class CallbackDeliveryTests extends UsualSettings {

	private final JdbcClient jdbc;

	CallbackDeliveryTests(@Autowired JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	@ParameterizedTest
	@ValueSource(strings = { ServiceClient.SINGLE_B64, ServiceClient.SINGLE_COS, ServiceClient.BATCH })
	void everyAttemptCarriesTheSameBytesAndId(String path) {
		receiver.willAnswer(500, 503, 204);
		String body = path.equals(ServiceClient.BATCH) ? ServiceClient.batch("greyer") : ServiceClient.single();
		String job = this.service.accepted(path, receiver.url(), body);
		JsonNode view = settled(job);
		List<Callback> attempts = receiver.received();
		assertThat(attempts).hasSize(3);
		assertThat(attempts).allSatisfy((attempt) -> {
			assertThat(attempt.method()).isEqualTo("POST");
			assertThat(attempt.body()).isEqualTo(attempts.get(0).body());
			assertThat(attempt.header("webhook-id")).isEqualTo(attempts.get(0).header("webhook-id")).contains(job);
			assertThat(attempt.header("Content-Type")).isEqualTo("application/json");
			assertThat(attempt.header("Content-Length")).isEqualTo(Integer.toString(attempt.body().length));
			Instant stamp = Instant.ofEpochSecond(Long.parseLong(attempt.header("webhook-timestamp")));
			assertThatNoException().isThrownBy(() -> new Webhook(SIGNING_SECRET).verify(attempt.text(),
					Map.of("webhook-id", List.of(job), "webhook-timestamp",
							List.of(attempt.header("webhook-timestamp")), "webhook-signature",
							List.of(attempt.header("webhook-signature")))));
			assertThat(Duration.between(stamp, attempt.at())).isBetween(Duration.ofSeconds(-1), Duration.ofSeconds(20));
		});
		assertThat(pause(attempts, 0)).isBetween(Duration.ofMillis(190), Duration.ofSeconds(10));
		assertThat(pause(attempts, 1)).isBetween(Duration.ofMillis(290), Duration.ofSeconds(10));
		assertThat(text(view.path("callback"), "state")).isEqualTo("delivered");
		assertThat(view.path("callback").path("attempts").asInt()).isEqualTo(3);
		assertThat(statuses(job)).containsExactly(500, 503, 204);
	}

	@Test
	void redirectIsNotFollowed() {
		receiver.willAnswer(302, 307, 301);
		String job = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url("/a"), ServiceClient.single());
		JsonNode view = settled(job);
		assertThat(text(view.path("callback"), "state")).isEqualTo("dead_letter");
		assertThat(receiver.received()).extracting(Callback::uri).containsOnly(URI.create("/a")).hasSize(3);
		assertThat(errors(job)).containsExactly("redirect refused: HTTP 302", "redirect refused: HTTP 307",
				"redirect refused: HTTP 301");
	}

	@Test
	@Tag("slow")
	void hangingReceiverIsGivenUpAfterTheTimeout() {
		receiver.willTake(Duration.ofHours(1));
		String job = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		JsonNode view = settled(job);
		assertThat(text(view.path("callback"), "state")).isEqualTo("dead_letter");
		assertThat(errors(job)).hasSize(3).allMatch((error) -> error.equals("timed out after 2 s"));
	}

	@Test
	void callbackThatCannotBeDeliveredLeavesTheJobCompleted() {
		receiver.willAnswer(500, 404, 400);
		String job = this.service.accepted(ServiceClient.SINGLE_COS, receiver.url(), ServiceClient.single());
		JsonNode view = settled(job);
		assertThat(text(view, "state")).isEqualTo("finished");
		assertThat(text(view, "verdict")).isEqualTo("completed");
		assertThat(view.path("error").isNull()).isTrue();
		JsonNode callback = view.path("callback");
		assertThat(text(callback, "state")).isEqualTo("dead_letter");
		assertThat(callback.path("attempts").asInt()).isEqualTo(3);
		assertThat(callback.path("next_attempt_at").isNull()).isTrue();
		assertThat(statuses(job)).containsExactly(500, 404, 400);
		assertThat(receiver.received()).hasSize(3);
	}

	@Test
	void receiverThatIsNotThereIsADeadLetter() {
		String nowhere;
		try (CallbackReceiver gone = CallbackReceiver.start()) {
			nowhere = gone.url();
		}
		String job = this.service.accepted(ServiceClient.SINGLE_B64, nowhere, ServiceClient.single());
		assertThat(text(settled(job).path("callback"), "state")).isEqualTo("dead_letter");
		assertThat(errors(job)).hasSize(3).allMatch((error) -> error.contains("Connect"));
	}

	@Test
	void hangingReceiverHoldsNoWorker() {
		List<String> jobs = new ArrayList<>();
		try (CallbackReceiver hanging = CallbackReceiver.start()) {
			hanging.willTake(Duration.ofHours(1));
			for (int i = 0; i < 8; i++) {
				jobs.add(this.service.accepted(ServiceClient.SINGLE_B64, hanging.url(), ServiceClient.single()));
			}
			String other = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
			receiver.take(other, PATIENCE);
			assertThat(jobs).allSatisfy((job) -> {
				JsonNode view = this.service.job(job);
				assertThat(text(view, "verdict")).isEqualTo("completed");
				assertThat(text(view.path("callback"), "state")).isIn("pending", "dead_letter");
			});
			assertThat(jobs).anySatisfy(
					(job) -> assertThat(text(this.service.job(job).path("callback"), "state")).isEqualTo("pending"));
			jobs.forEach(this::settled);
		}
	}

	@Test
	void logTellsOfTheCallbackWithoutItsSecrets(CapturedOutput output) {
		receiver.willAnswer(500);
		String job = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url("/hook?token=s3cret-1&x=s3cret-2"),
				ServiceClient.single());
		settled(job);
		String base = "http://127.0.0.1:" + receiver.port() + "/hook?token=***&x=***";
		Eventually.within(PATIENCE,
				() -> assertThat(output.getOut()).contains("attempt  : 2/3 -> HTTP 200 job_id=" + job));
		assertThat(output.getOut())
			.contains("[ACCEPTED] /process-image-async-b64 job_id=" + job + " filename=photo.png")
			.contains("=== CALLBACK ===\njob_id   : " + job + "\noriginal : " + base + "\nfinal    : " + base
					+ "\nstatus   : completed\nkeys     : [status, job_id, filename, result_image_base64, result_mime_type]")
			.contains("attempt  : 1/3 -> HTTP 500 job_id=" + job)
			.contains("callback : attempt failed (HTTP 500); retrying in 0.2s job_id=" + job)
			.doesNotContain("s3cret");
		assertThat(receiver.received())
			.allSatisfy((callback) -> assertThat(callback.uri()).hasToString("/hook?token=s3cret-1&x=s3cret-2"));
	}

	@Test
	void logHoldsNoSignedLinkAndNoKey(CapturedOutput output) {
		JsonNode callback = process(ServiceClient.SINGLE_COS);
		settled(text(callback, "job_id"));
		assertThat(output.getOut()).doesNotContain("X-Amz-Signature")
			.doesNotContain("test-secret-key")
			.doesNotContain(SIGNING_SECRET, "whsec", "v1,")
			.doesNotContain("sk-test");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://wxo-server:4321/a?b=c", "http://wxo-server/a?b=c" })
	void callbackToWxoServerGoesThroughTheTunnel(String url, CapturedOutput output) {
		String job = this.service.accepted(ServiceClient.SINGLE_B64, url, ServiceClient.single());
		Callback callback = receiver.take(job, PATIENCE);
		assertThat(callback.uri()).hasToString("/a?b=c");
		assertThat(callback.header("Host")).isEqualTo("127.0.0.1:" + receiver.port());
		settled(job);
		assertThat(output.getOut()).contains("original : " + url.replace("b=c", "b=***"))
			.contains("final    : http://127.0.0.1:" + receiver.port() + "/a?b=***");
	}

	private JsonNode settled(String job) {
		return Eventually.value(PATIENCE, () -> {
			JsonNode view = this.service.job(job);
			assertThat(text(view, "state")).isEqualTo("finished");
			assertThat(text(view.path("callback"), "state")).isIn("delivered", "dead_letter");
			return view;
		});
	}

	private List<Integer> statuses(String job) {
		return attempts(job).stream().map(Recorded::status).toList();
	}

	private List<String> errors(String job) {
		return attempts(job).stream().map((attempt) -> String.valueOf(attempt.error())).toList();
	}

	private List<Recorded> attempts(String job) {
		return this.jdbc.sql("select * from delivery_attempt where job_id = :job order by attempt")
			.param("job", UUID.fromString(job))
			.query((row, number) -> new Recorded(row.getObject("status", Integer.class), row.getString("error")))
			.list();
	}

	private static Duration pause(List<Callback> attempts, int attempt) {
		return Duration.between(attempts.get(attempt).at(), attempts.get(attempt + 1).at());
	}

	/**
	 * What the database has of an attempt.
	 */
	private record Recorded(@Nullable Integer status, @Nullable String error) {
	}

}
