package io.wxomedia.fal;

import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

import io.wxomedia.job.JobId;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.FalStub;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for videos by fal's queue, from the job to the payload: what is bought, what is
 * found again, and what troubles come to.
 */
@SuppressWarnings("NullAway.Init")
class FalQueueTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final FalStub fal = FalStub.start();

	private static final TestDatabase database = TestDatabase.h2();

	@TempDir
	private static Path folder;

	private static FalInstance service;

	@BeforeAll
	static void start() {
		service = FalInstance.start(database, folder, fal, "--FAL_POLL_SECONDS=0.1");
	}

	@AfterAll
	static void stop() {
		service.close();
		fal.close();
		database.close();
	}

	@BeforeEach
	void forget() {
		fal.reset();
	}

	@Test
	void aVideoIsOrderedOnceLookedAtAndKept() throws Exception {
		JobId job = service.order(true);
		assertCompleted(job);
		assertThat(fal.orders()).hasSize(1);
		FalStub.Request order = fal.orders().get(0);
		assertThat(order.model()).isEqualTo("fal-ai/veo3.1/lite/image-to-video");
		assertThat(order.input().path("duration").asString()).isEqualTo("8s");
		assertThat(order.input().path("resolution").asString()).isEqualTo("1080p");
		assertThat(order.input().path("generate_audio").booleanValue()).isTrue();
		assertThat(order.input().path("aspect_ratio").asString()).isEqualTo("auto");
		assertThat(order.input().path("image_url").asString()).startsWith("data:image/png;base64,");
		assertThat(service.video(job)).isEqualTo(FalStub.clip());
		assertThat(service.cost(job)).isEqualByComparingTo(new BigDecimal("0.64"));
	}

	@Test
	void whatHappensToCallsIsCounted() {
		double submitted = service.counted("submitted");
		double polled = service.counted("polled");
		double lost = service.counted("lost");
		double found = service.counted("found");
		double told = service.counted("told");
		double failed = service.counted("failed");
		double accepted = service.webhooks("accepted");
		double forged = service.webhooks("invalid_signature");
		fal.hold();
		fal.loseAnswers(1);
		JobId job = service.order(true);
		FalStub.Request order = ordered();
		fal.tell(order, String.valueOf(order.webhook()), order.id(), Instant.now(), false);
		fal.fail(order.id(), 500);
		fal.tell(order);
		assertFailed(job, "HTTP 500");
		assertThat(service.counted("submitted")).isEqualTo(submitted);
		assertThat(service.counted("lost")).isEqualTo(lost + 1);
		assertThat(service.counted("found")).isEqualTo(found + 1);
		assertThat(service.counted("told")).isEqualTo(told + 1);
		assertThat(service.counted("failed")).isEqualTo(failed + 1);
		assertThat(service.counted("polled")).isGreaterThan(polled);
		assertThat(service.webhooks("accepted")).isEqualTo(accepted + 1);
		assertThat(service.webhooks("invalid_signature")).isEqualTo(forged + 1);
		fal.reset();
		assertCompleted(service.order(true));
		assertThat(service.counted("submitted")).isEqualTo(submitted + 1);
	}

	@Test
	void aVideoFromWordsAloneGoesToTheModelForThat() {
		assertCompleted(service.order(false));
		assertThat(fal.orders().get(0).model()).isEqualTo("fal-ai/veo3.1/lite");
		assertThat(fal.orders().get(0).input().has("image_url")).isFalse();
		assertThat(fal.orders().get(0).input().path("aspect_ratio").asString()).isEqualTo("16:9");
	}

	@Test
	void aWebhookFindsASubmissionWhoseAnswerWasLost() {
		fal.hold();
		fal.loseAnswers(1);
		JobId job = service.order(true);
		FalStub.Request order = ordered();
		fal.finish(order.id());
		assertThat(fal.tell(order).statusCode()).isEqualTo(200);
		assertCompleted(job);
		assertThat(fal.orders()).hasSize(1);
		assertThat(service.cost(job)).isEqualByComparingTo(new BigDecimal("0.64"));
	}

	@Test
	void aWebhookThatComesBeforeAnAnswerThatIsLostThenFindsIt() {
		fal.hold();
		fal.keepAnswersBack();
		fal.loseAnswers(1);
		JobId job = service.order(true);
		FalStub.Request order = ordered();
		fal.finish(order.id());
		assertThat(fal.tell(order).body()).isEqualTo("accepted");
		fal.release();
		assertCompleted(job);
		assertThat(fal.orders()).hasSize(1);
		assertThat(service.cost(job)).isEqualByComparingTo(new BigDecimal("0.64"));
	}

	@Test
	void aWebhookThatComesBeforeTheAnswerCancelsNothing() {
		fal.hold();
		fal.keepAnswersBack();
		JobId job = service.order(true);
		FalStub.Request order = ordered();
		assertThat(fal.tell(order).body()).isEqualTo("accepted");
		fal.release();
		Eventually.within(PATIENCE,
				() -> assertThat(database.jdbc()
					.sql("select status_url from remote_call where job_id = :id and state = 'ACCEPTED'")
					.param("id", job.value())
					.query(String.class)
					.list()).singleElement().asString().endsWith("/status?logs=0"));
		fal.finish(order.id());
		assertCompleted(job);
		assertThat(fal.orders()).hasSize(1);
		assertThat(fal.cancelled()).isEmpty();
	}

	@Test
	@Tag("slow")
	void aSubmissionWhoseAnswerWasLostIsBoughtOnceMoreAtTheMost() {
		fal.loseAnswers(1);
		assertCompleted(service.order(true));
		assertThat(fal.orders()).hasSize(2);
		fal.reset();
		fal.loseAnswers(5);
		JobId lost = service.order(true);
		assertFailed(lost, "may have been paid for");
		assertThat(fal.orders()).hasSize(2);
		// Nobody knows what they cost; the budget takes what they may.
		assertThat(service.costs(lost)).containsExactly("unknown/0.64", "unknown/0.64");
		assertThat(fal.tell(fal.orders().get(0)).statusCode()).isEqualTo(200);
		assertThat(service.costs(lost)).containsExactly("unknown/0.64", "unknown/0.64");
	}

	@Test
	void aVideoThatIsGivenUpAtItsTimeIsBookedAtItsPrice() {
		fal.hold();
		JobId job = service.order(true);
		FalStub.Request order = ordered();
		Eventually.within(PATIENCE, () -> assertThat(order.looks()).isPositive());
		assertThat(service.costs(job)).containsExactly("0.64/0.64");
		database.jdbc()
			.sql("update remote_call set deadline = created_at where job_id = :id")
			.param("id", job.value())
			.update();
		assertFailed(job, "gave no video within");
		Eventually.within(PATIENCE, () -> assertThat(fal.cancelled()).containsExactly(order.id()));
		// fal made it nevertheless: that is what was booked.
		fal.finish(order.id());
		assertThat(fal.tell(order).body()).isIn("accepted", "duplicate");
		assertThat(service.costs(job)).containsExactly("0.64/0.64");
	}

	@Test
	void aWebhookThatIsForgedLateOrOfSomethingElseChangesNothing() {
		fal.hold();
		JobId job = service.order(true);
		FalStub.Request order = ordered();
		String address = String.valueOf(order.webhook());
		Instant now = Instant.now();
		assertRefused(fal.tell(order, address, order.id(), now, false), 401, "invalid_signature");
		assertRefused(fal.tell(order, address, order.id(), now.minusSeconds(301), true), 401, "invalid_signature");
		assertRefused(fal.tell(order, address, order.id(), now.plusSeconds(310), true), 401, "invalid_signature");
		assertRefused(fal.tell(order, address, "another-request", now, true), 404, "not_found");
		String forged = address.substring(0, address.length() - 4) + "beef";
		assertRefused(fal.tell(order, forged, "another-request", now, true), 404, "not_found");
		assertThat(service.state(job)).isNotEqualTo("finished");
		fal.finish(order.id());
		assertThat(fal.tell(order).body()).isEqualTo("accepted");
		assertThat(fal.tell(order).body()).isEqualTo("duplicate");
		assertCompleted(job);
		assertThat(fal.tell(order).body()).isEqualTo("duplicate");
		assertThat(fal.orders()).hasSize(1);
		assertThat(fal.mediaReads()).hasSize(1);
		assertThat(fal.jwksReads()).isLessThan(4);
	}

	@Test
	void aWebhookThatWasChangedAfterItWasSignedIsRefused() {
		double forged = service.webhooks("invalid_signature");
		fal.hold();
		JobId job = service.order(true);
		FalStub.Request order = ordered();
		List<UnaryOperator<String>> changes = List.of((body) -> body.replace("ERROR", "OK"), (body) -> body + " ",
				(body) -> body.replace("\"payload\":{}", "\"payload\":{\"video\":{\"url\":\"http://127.0.0.1:9/v\"}}"),
				(body) -> "");
		for (UnaryOperator<String> change : changes) {
			assertRefused(fal.tellTampered(order, change), 401, "invalid_signature");
		}
		assertThat(service.webhooks("invalid_signature")).isEqualTo(forged + changes.size());
		assertThat(service.state(job)).isNotEqualTo("finished");
		assertThat(database.jdbc()
			.sql("select count(*) from remote_call where job_id = :id and told_at is not null")
			.param("id", job.value())
			.query(Integer.class)
			.single()).isZero();
		fal.finish(order.id());
		assertThat(fal.tellTampered(order, UnaryOperator.identity()).body()).isEqualTo("accepted");
		assertCompleted(job);
	}

	private static void assertRefused(HttpResponse<String> answer, int status, String code) {
		assertThat(answer.statusCode()).isEqualTo(status);
		assertThat(answer.body()).isEqualTo(code);
	}

	@Test
	void aRequestThatFailedIsToldInFalsWords() {
		fal.hold();
		JobId job = service.order(true);
		fal.fail(ordered().id(), 422);
		assertFailed(job, "fal.ai: The video was refused (HTTP 422");
		assertThat(fal.orders()).hasSize(1);
	}

	@Test
	void aServerErrorCostsNothingAndARefusalMayCost() {
		fal.hold();
		JobId broken = service.order(true);
		fal.fail(ordered().id(), 500);
		assertFailed(broken, "fal.ai: The video was refused (HTTP 500");
		assertThat(service.costs(broken)).containsExactly("0/0.64");
		fal.reset();
		fal.hold();
		JobId refused = service.order(true);
		fal.fail(ordered().id(), 422);
		assertFailed(refused, "HTTP 422");
		assertThat(service.costs(refused)).containsExactly("unknown/0.64");
	}

	@Test
	void anOrderThatIsRefusedIsNotSentAgain() {
		fal.refuse(422, 1);
		assertFailed(service.order(true), "The content could not be processed");
		assertThat(fal.orders()).isEmpty();
		fal.refuse(401, 1);
		assertFailed(service.order(true), "Check FAL_KEY");
		assertThat(fal.orders()).isEmpty();
	}

	@Test
	void anOrderThatComesTooEarlyIsSentAgain() {
		fal.refuse(429, 1);
		assertCompleted(service.order(true));
		assertThat(fal.orders()).hasSize(1);
	}

	@Test
	void aLinkThatExpiredIsAskedForAgainAndNothingIsBought() {
		fal.expireLinks(3);
		assertCompleted(service.order(true));
		assertThat(fal.orders()).hasSize(1);
		assertThat(fal.mediaReads()).hasSize(4);
		assertThat(fal.mediaReads().get(3)).doesNotEndWith("/1.mp4");
	}

	@Test
	void aResultThatIsNoVideoOrTooLargeOrElsewhereFails() {
		fal.serve("<html>this is no video</html>".getBytes());
		assertFailed(service.order(true), "result is no video");
		byte[] large = new byte[3_000_000];
		System.arraycopy(FalStub.clip(), 0, large, 0, 24);
		fal.serve(large);
		assertFailed(service.order(true), "larger than 1048576 bytes (VIDEO_MAX_BYTES)");
		fal.serveFrom("http://169.254.169.254");
		assertFailed(service.order(true), "only fal's own hosts and FAL_QUEUE_URL are trusted");
		assertThat(fal.orders()).hasSize(3);
	}

	@Test
	void aCancelledVideoIsToldToFal() {
		fal.hold();
		JobId job = service.order(true);
		FalStub.Request order = ordered();
		Eventually.within(PATIENCE, () -> assertThat(order.looks()).isPositive());
		service.cancel(job);
		Eventually.within(PATIENCE, () -> assertThat(fal.cancelled()).containsExactly(order.id()));
		fal.finish(order.id());
		assertThat(fal.tell(order).body()).isIn("accepted", "duplicate");
		assertThat(service.verdict(job)).isEqualTo("failed");
		assertThat(service.costs(job)).containsExactly("0.64/0.64");
	}

	@Test
	void aSubmissionUnderWayIsCancelledOnceItsAnswerIsThere() {
		fal.hold();
		fal.keepAnswersBack();
		JobId job = service.order(true);
		FalStub.Request order = ordered();
		service.cancel(job);
		assertThat(service.verdict(job)).isEqualTo("failed");
		fal.release();
		Eventually.within(PATIENCE, () -> assertThat(fal.cancelled()).containsExactly(order.id()));
		assertThat(fal.orders()).hasSize(1);
	}

	@Test
	void aCallThatWasAcceptedWhenTheProcessDiedIsFoundAndNotBoughtAgain() {
		fal.hold();
		JobId job = service.order(true);
		FalStub.Request order = ordered();
		Eventually.within(PATIENCE, () -> assertThat(order.looks()).isPositive());
		// As a process leaves it that dies between the two writings.
		database.jdbc()
			.sql("update provider_call set outcome = 'STARTED', result_payload = null, cost_usd = null where job_id = :id")
			.param("id", job.value())
			.update();
		fal.finish(order.id());
		assertCompleted(job);
		assertThat(fal.orders()).hasSize(1);
		assertThat(service.cost(job)).isEqualByComparingTo(new BigDecimal("0.64"));
	}

	@Test
	void aVideoThatWasMadeIsNotBoughtAgainByTheNextTry() throws Exception {
		JobId job = service.orderUnstored();
		assertFailed(job, "It cannot be stored");
		JobId again = service.retry(job);
		assertFailed(again, "It cannot be stored");
		assertThat(fal.orders()).hasSize(1);
		assertThat(fal.mediaReads()).hasSize(1);
		service.remove(job);
		assertThat(service.video(again)).isEqualTo(FalStub.clip());
	}

	@Test
	void anotherProcessTakesUpWhatWasSubmitted(@TempDir Path other) {
		try (TestDatabase own = TestDatabase.h2()) {
			fal.hold();
			JobId job;
			FalStub.Request order;
			try (FalInstance first = FalInstance.start(own, other, fal, "--FAL_POLL_SECONDS=200")) {
				job = first.order(true);
				order = ordered();
				Eventually.within(PATIENCE, () -> assertThat(first.phase(job)).isEqualTo("waiting_for_video"));
			}
			try (FalInstance second = FalInstance.start(own, other, fal, "--FAL_POLL_SECONDS=200")) {
				fal.finish(order.id());
				// Nothing but the webhook can wake it.
				assertThat(fal.tell(order, second.webhook(order), order.id(), Instant.now(), true).body())
					.isEqualTo("accepted");
				Eventually.within(PATIENCE, () -> assertThat(second.verdict(job)).isEqualTo("completed"));
				assertThat(fal.orders()).hasSize(1);
			}
		}
	}

	private static FalStub.Request ordered() {
		return Eventually.value(PATIENCE, () -> {
			List<FalStub.Request> orders = fal.orders();
			assertThat(orders).isNotEmpty();
			return orders.get(0);
		});
	}

	private static void assertCompleted(JobId job) {
		Eventually.within(PATIENCE, () -> assertThat(service.state(job)).isEqualTo("finished"));
		assertThat(service.verdict(job)).as(service.error(job)).isEqualTo("completed");
	}

	private static void assertFailed(JobId job, String error) {
		Eventually.within(PATIENCE, () -> assertThat(service.state(job)).isEqualTo("finished"));
		assertThat(service.verdict(job)).isEqualTo("failed");
		assertThat(service.error(job)).contains(error);
	}

}
