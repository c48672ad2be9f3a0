package io.wxomedia.durability;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.wxomedia.durability.VideoNeighbours.Call;
import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.FalStub;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.ServiceProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for runs of the workflow and generations of a backend whose service is killed:
 * pictures and videos are bought once, whether fal's webhook or a look tells of them.
 */
class WildVideoCrashIT {

	private static final Logger logger = LoggerFactory.getLogger(WildVideoCrashIT.class);

	private static final Duration SETTLES = Duration.ofMinutes(3);

	@RegisterExtension
	final Stage stage = new Stage();

	private final VideoNeighbours neighbours = new VideoNeighbours();

	private final Map<String, String> runs = new ConcurrentHashMap<>();

	private final Map<String, String> generations = new ConcurrentHashMap<>();

	private final List<Instant> kills = new ArrayList<>();

	private int asked;

	@AfterEach
	void close() {
		this.neighbours.close();
	}

	private ServiceProcess start(String pollSeconds) {
		List<String> settings = new ArrayList<>(List.of(this.neighbours.settings()));
		settings.addAll(List.of("FAL_POLL_SECONDS", pollSeconds));
		ServiceProcess service = this.stage.start(settings.toArray(String[]::new));
		this.neighbours.serviceIsAt(service.port());
		return service;
	}

	private void kill(ServiceProcess service) {
		this.kills.add(Instant.now());
		service.kill();
	}

	@Test
	@Tag("slow")
	void videoWhoseOrderWasNotAnsweredIsFoundByTheWebhook() {
		FalStub fal = this.neighbours.fal();
		fal.keepAnswersBack();
		// A webhook is waited for twelve times as long before one more is ordered.
		ServiceProcess first = start("60");
		String run = run(first.client(), "unanswered");
		Eventually.within(Stage.PATIENCE, () -> assertThat(fal.orders()).hasSize(1));
		kill(first);
		fal.release();
		FalStub.Request order = fal.orders().get(0);
		fal.finish(order.id());

		ServiceProcess second = start("60");
		String query = String.valueOf(order.webhook()).replaceFirst("^[^?]*", "");
		String address = "http://127.0.0.1:" + second.port() + "/api/webhooks/fal" + query;
		assertThat(fal.tell(order, address, order.id(), Instant.now(), true).statusCode()).isEqualTo(200);
		assertThat(ended(second.client(), run).path("status").asString()).isEqualTo("VIDEO_READY");
		assertThat(this.stage.deliveries(run)).isNotEmpty();
		assertThat(fal.orders()).hasSize(1);
		assertThat(this.neighbours.pictures()).hasSize(1);
		creditsAreRight(second.client(), 1, 0);
	}

	@Tag("slow")
	@Test
	void killAtRandomMomentsBuysEachPictureAndVideoOnce() throws Exception {
		keepsPromises(2, new Random().nextLong());
	}

	@Test
	@Tag("long")
	void killAHundredTimesBuysEachPictureAndVideoOnce() throws Exception {
		keepsPromises(Integer.getInteger("kills", 100), new Random().nextLong());
	}

	private void keepsPromises(int times, long seed) throws Exception {
		Random random = new Random(seed);
		this.neighbours.startTelling();
		this.neighbours.willTake(50);
		for (int i = 0; i < times; i++) {
			ServiceProcess service = start("1");
			askForAll(service.client(), 2);
			new CountDownLatch(1).await(200 + random.nextInt(2300), TimeUnit.MILLISECONDS);
			kill(service);
		}
		ServiceClient client = start("1").client();
		askForAll(client, 0);
		assertThat(this.runs).as("runs, seed %d", seed).isNotEmpty();
		int ready = 0;
		for (String prompt : this.runs.keySet()) {
			ready += isRight(client, prompt, seed) ? 1 : 0;
		}
		for (String generation : this.generations.values()) {
			isMadeOnce(client, generation, seed);
		}
		creditsAreRight(client, ready, this.generations.size());
		assertThat(this.neighbours.answers()).as("answers to webhooks, seed %d", seed)
			.contains("failed! 401 ", "completed again 200 duplicate", "failed 200 duplicate")
			.noneMatch((answer) -> answer.startsWith("failed 200 failed"));
		int pictures = this.neighbours.pictures().size();
		int videos = this.neighbours.videos().size();
		logger.info(
				"{} kills, {} runs of which {} are ready, {} generations; {} pictures and {} videos ordered: those beyond"
						+ " one each were under way at a kill",
				times, this.runs.size(), ready, this.generations.size(), pictures, videos);
	}

	/**
	 * Ask for something new, and for what was asked for before and got no answer.
	 */
	private void askForAll(ServiceClient client, int more) {
		this.asked += more;
		for (int i = 0; i < this.asked; i++) {
			String prompt = prompt(i);
			if (!this.runs.containsKey(prompt)) {
				this.runs.put(prompt, run(client, prompt));
			}
		}
		for (int i = 0; i < this.asked; i += 2) {
			String name = "generation " + i;
			if (!this.generations.containsKey(name)) {
				Answer answer = client.post("/api/videos/generate", "{\"prompt\":\"" + name + "\"}");
				assertThat(answer.status()).as(answer.text()).isEqualTo(200);
				this.generations.put(name, answer.json().path("job_id").asString());
			}
		}
	}

	private static String prompt(int number) {
		return "A lighthouse, the " + number + "th of them";
	}

	private String run(ServiceClient client, String prompt) {
		Answer answer = client.post("/api/workflow/start",
				"{\"imagePrompt\":\"picture: " + prompt + ".\",\"videoPrompt\":\"video of " + prompt + ".\"}",
				"callbackUrl", this.stage.receiver().url(), "Idempotency-Key", prompt);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		return answer.json().path("workflowId").asString();
	}

	private static JsonNode ended(ServiceClient client, String run) {
		return Eventually.value(SETTLES, () -> {
			JsonNode status = client.get("/api/workflow/" + run + "/status").json();
			assertThat(status.path("status").asString()).as(status.toString()).isIn("VIDEO_READY", "FAILED");
			assertThat(client.job(run).at("/callback/state").asString()).isEqualTo("delivered");
			return status;
		});
	}

	/**
	 * A run fails only if nobody may order once more: orders were under way at two kills.
	 * @return whether it is ready
	 */
	private boolean isRight(ServiceClient client, String prompt, long seed) {
		String run = String.valueOf(this.runs.get(prompt));
		JsonNode status = ended(client, run);
		boolean ready = status.path("status").asString().equals("VIDEO_READY");
		String what = prompt + ", seed " + seed + ": " + status;
		// Of a run whose picture was lost twice no video is ordered.
		int lost = onlyExcused(this.neighbours.pictures(), "picture: " + prompt + ".", 1, what)
				+ onlyExcused(this.neighbours.videos(), "video of " + prompt + ".", ready ? 1 : 0, what);
		assertThat(ready || lost > 1).as(what).isTrue();
		List<CallbackReceiver.Callback> callbacks = this.stage.deliveries(run);
		assertThat(callbacks).as(what).isNotEmpty();
		Set<String> bodies = new HashSet<>();
		callbacks.forEach((callback) -> bodies.add(callback.text()));
		assertThat(bodies).as(what).singleElement().asString().contains(run, ready ? "\"completed\"" : "\"failed\"");
		if (ready) {
			assertThat(this.neighbours.stored()).as(what).contains("images/" + run + ".png", "videos/" + run + ".mp4");
		}
		return ready;
	}

	private int onlyExcused(List<Call> all, String prompt, int atLeast, String what) {
		List<Call> calls = all.stream().filter((call) -> call.prompt().contains(prompt)).toList();
		Instant now = Instant.now();
		int lost = (int) calls.stream().filter((call) -> call.inFlight(this.kills, now)).count();
		assertThat(calls.size()).as("orders %s of %s; kills at %s", calls, what, this.kills)
			.isBetween(atLeast, Math.min(2, 1 + lost));
		return lost;
	}

	private void isMadeOnce(ServiceClient client, String id, long seed) {
		JsonNode status = Eventually.value(SETTLES, () -> {
			JsonNode view = client.get("/api/videos/" + id + "/status").json();
			assertThat(view.path("status").asString()).as(view.toString()).isIn("completed", "failed");
			return view;
		});
		assertThat(status.path("status").asString()).as("seed %d: %s", seed, status).isEqualTo("completed");
		assertThat(client.get("/api/videos/" + id + "/result").json().path("videos").size()).isOne();
	}

	private void creditsAreRight(ServiceClient client, int ready, int generations) {
		JsonNode credits = client.get("/credits").json();
		assertThat(credits.path("held").asInt()).as(credits.toString()).isZero();
		assertThat(credits.path("balance").asInt()).as(credits.toString())
			.isEqualTo(1_000_000 - 20 * ready - 15 * generations);
		assertThat(client.get("/api/videos/user?limit=1").json().path("total").asInt()).isEqualTo(ready + generations);
	}

}
