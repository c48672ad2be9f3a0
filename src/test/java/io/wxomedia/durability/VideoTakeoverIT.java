package io.wxomedia.durability;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.FalStub;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.ServiceProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for runs of the workflow of two processes that share a PostgreSQL database, one
 * of which is killed in the middle of a video: the other one ends them, and buys nothing
 * again.
 */
@Tag("slow")
class VideoTakeoverIT {

	@RegisterExtension
	final Stage stage = new Stage();

	private final VideoNeighbours neighbours = new VideoNeighbours();

	@AfterEach
	void close() {
		this.neighbours.close();
	}

	@Test
	void videosOfAProcessThatIsKilledAreFinishedByTheOtherAndBoughtOnce() throws IOException {
		FalStub fal = this.neighbours.fal();
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
			ServiceProcess dying = start(postgres, "dying");
			// One is being made, and one was ordered and fal has not answered yet.
			String making = run(dying.client(), "making");
			Eventually.within(Stage.PATIENCE,
					() -> assertThat(status(dying.client(), making).path("steps").get(3).path("result"))
						.anySatisfy((told) -> assertThat(told.asString()).isEqualTo(fal.orders().get(0).id())));
			fal.keepAnswersBack();
			String ordering = run(dying.client(), "ordering");
			Eventually.within(Stage.PATIENCE, () -> assertThat(fal.orders()).hasSize(2));
			ServiceProcess living = start(postgres, "living");

			dying.kill();
			fal.release();
			FalStub.Request unanswered = fal.orders().get(1);
			fal.orders().forEach((order) -> fal.finish(order.id()));
			String query = String.valueOf(unanswered.webhook()).replaceFirst("^[^?]*", "");
			assertThat(fal
				.tell(unanswered, "http://127.0.0.1:" + living.port() + "/api/webhooks/fal" + query, unanswered.id(),
						Instant.now(), true)
				.statusCode()).isEqualTo(200);

			isEnded(living.client(), making);
			isEnded(living.client(), ordering);
			assertThat(fal.orders()).hasSize(2);
			assertThat(this.neighbours.pictures()).hasSize(2);
			assertThat(this.neighbours.stored()).containsExactlyInAnyOrder("images/" + making + ".png",
					"videos/" + making + ".mp4", "images/" + ordering + ".png", "videos/" + ordering + ".mp4");
			this.stage.deliveriesAgree("workflow_id");
			JsonNode credits = living.client().get("/credits").json();
			assertThat(credits.path("held").asInt()).isZero();
			assertThat(credits.path("balance").asInt()).isEqualTo(1_000_000 - 2 * 20);
		}
	}

	private ServiceProcess start(EmbeddedPostgres postgres, String name) {
		List<String> settings = new ArrayList<>(List.of(this.neighbours.settings()));
		// For an answer that was lost a webhook is waited for twelve times as long.
		settings.addAll(List.of("FAL_POLL_SECONDS", "10"));
		return this.stage.start(postgres, name, settings.toArray(String[]::new));
	}

	private String run(ServiceClient client, String prompt) {
		Answer answer = client.post("/api/workflow/start",
				"{\"imagePrompt\":\"picture: " + prompt + ".\",\"videoPrompt\":\"video of " + prompt + ".\"}",
				"callbackUrl", this.stage.receiver().url());
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		return answer.json().path("workflowId").asString();
	}

	private static JsonNode status(ServiceClient client, String run) {
		return client.get("/api/workflow/" + run + "/status").json();
	}

	/**
	 * Four missed heartbeats of five seconds, looked for every ten, come before it.
	 */
	private void isEnded(ServiceClient client, String run) {
		Eventually.within(Stage.PATIENCE.plus(Duration.ofSeconds(30)), () -> {
			JsonNode status = status(client, run);
			assertThat(status.path("status").asString()).as(status.toString()).isEqualTo("VIDEO_READY");
			assertThat(client.job(run).at("/callback/state").asString()).isEqualTo("delivered");
		});
		assertThat(this.stage.deliveries(run)).hasSize(1);
	}

}
