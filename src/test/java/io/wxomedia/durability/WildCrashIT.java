package io.wxomedia.durability;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a service under load that is killed at moments nobody chose.
 */
class WildCrashIT {

	private static final int CALLERS = 4;

	@RegisterExtension
	final Stage stage = new Stage("CALLBACK_MAX_RETRIES", "8");

	private final Map<String, String> accepted = new ConcurrentHashMap<>();

	private final AtomicInteger submitted = new AtomicInteger();

	@Tag("slow")
	@Test
	void killAtRandomMomentsKeepsEveryPromise() throws Exception {
		keepsPromises(2, new Random().nextLong());
	}

	@Test
	@Tag("long")
	void killManyTimesAtRandomMomentsKeepsEveryPromise() throws Exception {
		keepsPromises(40, new Random().nextLong());
	}

	private void keepsPromises(int kills, long seed) throws Exception {
		Random random = new Random(seed);
		for (int i = 0; i < kills; i++) {
			this.stage.provider().willTake(random.nextInt(150));
			this.stage.receiver().willAnswer(500, 503);
			ServiceProcess service = this.stage.start();
			loadUntilKilled(service, Duration.ofMillis(300 + random.nextInt(1500)));
		}
		this.stage.provider().willTake(0);
		ServiceClient client = this.stage.start().client();
		assertThat(this.accepted).as("accepted jobs, seed %d", seed).isNotEmpty();
		this.accepted.forEach((job, prompt) -> isSettledOnce(client, job, prompt, seed));
		this.stage.deliveriesAgree();
	}

	private void loadUntilKilled(ServiceProcess service, Duration after) throws InterruptedException {
		AtomicBoolean killed = new AtomicBoolean();
		ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
		for (int i = 0; i < CALLERS; i++) {
			callers.execute(() -> submitWhileAlive(service.client(), killed));
		}
		new CountDownLatch(1).await(after.toMillis(), TimeUnit.MILLISECONDS);
		killed.set(true);
		service.kill();
		callers.shutdown();
		assertThat(callers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
	}

	private void submitWhileAlive(ServiceClient client, AtomicBoolean killed) {
		while (!killed.get()) {
			String prompt = "wild " + this.submitted.incrementAndGet();
			try {
				this.accepted.put(this.stage.submit(client, prompt), prompt);
			}
			catch (RuntimeException ex) {
				// Nothing was promised to a caller that got no answer.
				assertThat(killed).isTrue();
			}
		}
	}

	private void isSettledOnce(ServiceClient client, String job, String prompt, long seed) {
		JsonNode view = this.stage.settled(client, job);
		String verdict = view.path("verdict").asString();
		if (verdict.equals("failed")) {
			assertThat(view.path("error").asString()).as("error of %s, seed %d", job, seed)
				.startsWith("The service was stopped while OpenAI worked on it");
		}
		else {
			assertThat(verdict).as("verdict of %s, seed %d", job, seed).isEqualTo("completed");
		}
		assertThat(this.stage.provider().edits(prompt)).as("calls for %s, seed %d", job, seed).isBetween(1, 2);
		assertThat(this.stage.deliveries(job)).as("deliveries of %s, seed %d", job, seed)
			.isNotEmpty()
			.allSatisfy((callback) -> assertThat(callback.json().path("status").asString()).isEqualTo(verdict));
	}

}
