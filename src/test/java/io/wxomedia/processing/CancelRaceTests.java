package io.wxomedia.processing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.wxomedia.testing.CallbackReceiver.Callback;
import io.wxomedia.testing.EventStream;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a cancelling that meets the completion of its job.
 */
class CancelRaceTests extends UsualSettings {

	private static final int CALLERS = 4;

	/**
	 * How long after the submission the cancelling is sent, in nanoseconds. It follows
	 * the moment at which jobs complete, so that most races are close.
	 */
	private final AtomicLong delay = new AtomicLong();

	@Test
	void cancellingThatMeetsCompletionGivesOneVerdict() throws Exception {
		race(50);
	}

	@Test
	@Tag("long")
	void cancellingThatMeetsCompletionAThousandTimesGivesOneVerdictEach() throws Exception {
		race(1000);
	}

	private void race(int jobs) throws Exception {
		provider.willReturn(TestImages.png(), Duration.ofMillis(10));
		List<Raced> raced = new ArrayList<>();
		ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
		try {
			List<Future<Raced>> races = new ArrayList<>();
			for (int i = 0; i < jobs; i++) {
				String path = (i % 2 == 0) ? ServiceClient.SINGLE_B64 : ServiceClient.SINGLE_COS;
				races.add(callers.submit(() -> race(path)));
			}
			for (Future<Raced> race : races) {
				raced.add(race.get());
			}
		}
		finally {
			callers.shutdownNow();
		}
		assertThat(raced).extracting(Raced::status).containsOnly(202, 409);
		raced.forEach(this::hasOneVerdict);
	}

	private Raced race(String path) {
		String job = this.service.accepted(path, receiver.url(), ServiceClient.single());
		LockSupport.parkNanos(this.delay.get());
		int status = this.service.post("/jobs/" + job + "/cancel", "").status();
		this.delay.updateAndGet((nanos) -> (status == 202) ? nanos * 6 / 5 + 2_000_000 : nanos * 5 / 6);
		return new Raced(job, status);
	}

	private void hasOneVerdict(Raced raced) {
		boolean cancelled = raced.status() == 202;
		JsonNode view = Eventually.value(PATIENCE, () -> {
			JsonNode found = this.service.finished(raced.job(), PATIENCE);
			assertThat(found.at("/callback/state").asString()).isEqualTo("delivered");
			return found;
		});
		String verdict = cancelled ? "failed" : "completed";
		assertThat(view.path("verdict").asString()).as("%s: %s", raced, view).isEqualTo(verdict);
		assertThat(view.path("cancelled").asBoolean()).as("%s: %s", raced, view).isEqualTo(cancelled);
		List<Callback> callbacks = receiver.received(raced.job());
		// One, which a busy machine may have to send again.
		assertThat(callbacks).as("callbacks of %s", raced)
			.hasSize(view.at("/callback/attempts").asInt())
			.allSatisfy((callback) -> {
				assertThat(callback.json().path("status").asString()).isEqualTo(verdict);
				assertThat(callback.json().path("error").asString("none"))
					.startsWith(cancelled ? "The job was cancelled" : "none");
			});
		try (EventStream events = EventStream.open(this.port, "/jobs/" + raced.job() + "/events")) {
			assertThat(events.awaitEnd(60)).as("end of the events of %s", raced).isTrue();
			assertThat(events.messages()).filteredOn((message) -> "done".equals(message.event()))
				.as("verdicts of %s", raced)
				.hasSize(1)
				.allSatisfy((done) -> assertThat(done.data().path("verdict").asString()).isEqualTo(verdict));
		}
	}

	/**
	 * A job that was cancelled when it was about to complete.
	 *
	 * @param job the job
	 * @param status how the cancelling was answered
	 */
	private record Raced(String job, int status) {

	}

}
