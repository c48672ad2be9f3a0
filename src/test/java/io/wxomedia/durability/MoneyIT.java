package io.wxomedia.durability;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

import io.wxomedia.testing.CallbackReceiver.Callback;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.S3Server;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceProcess;
import io.wxomedia.testing.TestImages;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the bill of a service that is killed, frozen and kept to a budget.
 */
class MoneyIT {

	/**
	 * What the provider's usage costs by the shipped prices.
	 */
	private static final BigDecimal COST = new BigDecimal("0.00187");

	@RegisterExtension
	final Stage stage = new Stage();

	private final Map<String, String> accepted = new HashMap<>();

	private int killedInFlight;

	@Tag("slow")
	@Test
	void killsAndFreezesBuyNothingTwiceWithoutNeed() throws IOException {
		survives(1, 6, "once", 1);
	}

	@Test
	@Tag("long")
	void manyKillsAndFreezesBuyNothingTwiceWithoutNeed() throws IOException {
		survives(12, 12, "once", 2);
	}

	@Test
	@Tag("long")
	void killsAndFreezesBuyNothingTwiceWhenThatIsForbidden() throws IOException {
		survives(8, 12, "never", 2);
	}

	/**
	 * Two instances share a database. In each round jobs are at work on both; one is
	 * killed in the middle of its calls, the other is frozen past its lease, taken over
	 * from, and thawed.
	 */
	private void survives(int rounds, int jobs, String afterCrash, int freezeEvery) throws IOException {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
			ServiceProcess staying = start(postgres, "staying", afterCrash);
			for (int round = 0; round < rounds; round++) {
				ServiceProcess dying = start(postgres, "dying", afterCrash);
				int before = this.stage.provider().edits().size();
				this.stage.provider().hold((edit) -> true);
				for (int i = 0; i < jobs; i++) {
					String prompt = "round " + round + " job " + i;
					ServiceClient client = random.nextBoolean() ? staying.client() : dying.client();
					this.accepted.put(this.stage.submit(client, prompt), prompt);
				}
				int atWork = Math.min(jobs, 4);
				Eventually.within(Stage.PATIENCE,
						() -> assertThat(this.stage.provider().edits()).hasSizeGreaterThanOrEqualTo(before + atWork));
				dying.kill();
				this.stage.provider().holdNoMore();
				int inFlight = this.stage.provider().edits().size() - before;
				this.killedInFlight += inFlight;
				if (round % freezeEvery == 0) {
					staying.freeze();
					ServiceProcess rescuing = start(postgres, "rescuing", afterCrash);
					this.accepted.keySet().forEach((job) -> this.stage.settled(rescuing.client(), job));
					int callbacks = this.stage.receiver().received().size();
					int calls = this.stage.provider().edits().size();
					staying.thaw();
					this.stage.provider().letGo();
					String later = this.stage.submit(staying.client(), "after the thaw " + round);
					this.stage.settled(staying.client(), later);
					assertThat(this.stage.provider().edits()).hasSize(calls + 1);
					assertThat(this.stage.receiver().received()).hasSize(callbacks + 1);
					rescuing.kill();
				}
				this.stage.provider().letGo();
				this.accepted.keySet().forEach((job) -> this.stage.settled(staying.client(), job));
			}
			isBilledOnce(staying.client(), afterCrash, seed);
		}
	}

	private void isBilledOnce(ServiceClient client, String afterCrash, long seed) {
		long calls = this.accepted.values().stream().mapToLong(this.stage.provider()::edits).sum();
		int spare = afterCrash.equals("never") ? 0 : this.killedInFlight;
		assertThat(calls).as("calls, seed %d", seed).isLessThanOrEqualTo(this.accepted.size() + spare);
		this.accepted.forEach((job, prompt) -> {
			JsonNode view = client.job(job);
			int made = this.stage.provider().edits(prompt);
			assertThat(view.path("verdict").asString()).as("verdict of %s, seed %d", prompt, seed)
				.isIn("completed", "failed");
			assertThat(made).as("calls for %s, seed %d", prompt, seed).isBetween(1, afterCrash.equals("never") ? 1 : 2);
			assertThat(view.path("attempts").asInt()).as("attempts of %s, seed %d", prompt, seed)
				.isGreaterThanOrEqualTo(made);
			if (view.path("verdict").asString().equals("completed")) {
				// An answer that a frozen instance gets late was paid for as well.
				assertThat(view.path("cost_usd").decimalValue()).isBetween(COST,
						COST.multiply(BigDecimal.valueOf(made)));
			}
			assertThat(this.stage.deliveries(job)).as("deliveries of %s, seed %d", prompt, seed).hasSize(1);
		});
		this.stage.deliveriesAgree();
		long ledger = 0;
		for (JsonNode day : client.get("/spending").json().path("days")) {
			ledger += day.path("calls").asLong();
		}
		assertThat(ledger).as("calls in the ledger, seed %d", seed).isGreaterThanOrEqualTo(calls);
	}

	@Test
	@Tag("slow")
	void budgetOfTheDayFallsBackBeforeTheProviderIsCalled() {
		// After two there is still room, so a third begins, and then no more.
		String[] settings = { "DAILY_BUDGET_USD", "0.005", "MAX_CONCURRENT_JOBS", "4" };
		ServiceProcess first = this.stage.start(settings);
		for (int i = 0; i < 5; i++) {
			this.accepted.put(this.stage.submit(first.client(), "budget " + i), "budget " + i);
		}
		int fallbacks = 0;
		for (String job : this.accepted.keySet()) {
			JsonNode view = this.stage.settled(first.client(), job);
			assertThat(view.path("verdict").asString()).isEqualTo("completed");
			Callback received = this.stage.deliveries(job).get(0);
			boolean fellBack = view.path("fallback_local").asInt() == 1;
			assertThat(received.json().has("fallback_local")).isEqualTo(fellBack);
			assertThat(received.headers().get("x-fallback-reason")).isEqualTo(fellBack ? "daily_budget" : null);
			assertThat(view.path("fallback_reason").asString(null)).isEqualTo(fellBack ? "daily_budget" : null);
			fallbacks += view.path("fallback_local").asInt();
		}
		assertThat(fallbacks).isEqualTo(2);
		assertThat(this.stage.provider().edits()).hasSize(3);
		JsonNode spending = first.client().get("/spending").json();
		assertThat(spending.at("/budget/exhausted").asBoolean()).isTrue();
		assertThat(spending.at("/budget/spent_usd").decimalValue()).isEqualByComparingTo("0.00561");
		assertThat(spending.at("/budget/remaining_usd").decimalValue()).isEqualByComparingTo("0");
		assertThat(spending.at("/today/completed").asInt()).isEqualTo(3);
		assertThat(spending.at("/today/cost_usd").decimalValue()).isEqualByComparingTo("0.00561");
		assertThat(spending.at("/today/unpriced_calls").asInt()).isZero();
		first.requestStop();
		first.awaitExit(Duration.ofSeconds(60));

		try (S3Server storage = S3Server.start("inbox", "outbox")) {
			storage.client()
				.putObject((put) -> put.bucket("inbox").key("a.png"), RequestBody.fromBytes(TestImages.png()));
			ServiceClient strict = this.stage
				.start("DAILY_BUDGET_USD", "0.005", "ENABLE_FALLBACK_SINGLE", "false", "COS_ENDPOINT",
						storage.endpoint().toString(), "COS_ACCESS_KEY_ID", S3Server.ACCESS_KEY_ID,
						"COS_SECRET_ACCESS_KEY", S3Server.SECRET_ACCESS_KEY, "COS_INPUT_BUCKET", "inbox",
						"COS_OUTPUT_BUCKET", "outbox")
				.client();
			singleThatMayNotFallBackFails(strict);
			batchFallsBack(strict);
		}
		assertThat(this.stage.provider().edits()).hasSize(3);
	}

	private void batchFallsBack(ServiceClient strict) {
		String job = strict.accepted(ServiceClient.BATCH, this.stage.receiver().url(), ServiceClient.batch("batch"));
		Callback received = this.stage.receiver().take(job, Stage.PATIENCE);
		assertThat(received.header("x-fallback-reason")).isEqualTo("daily_budget");
		JsonNode summary = received.json();
		assertThat(summary.path("status").asString()).isEqualTo("completed");
		assertThat(summary.path("processed").asInt()).isOne();
		assertThat(summary.path("fallback_local").asInt()).isOne();
		assertThat(summary.at("/errors/0").asString())
			.isEqualTo("a.png: daily budget (DAILY_BUDGET_USD) -> fallback local applied");
	}

	private void singleThatMayNotFallBackFails(ServiceClient strict) {
		JsonNode failed = this.stage.settled(strict, this.stage.submit(strict, "strict"));
		assertThat(failed.path("verdict").asString()).isEqualTo("failed");
		assertThat(failed.path("error").asString()).contains("DAILY_BUDGET_USD=0.005");
		assertThat(failed.path("attempts").asInt()).isZero();
		assertThat(failed.path("cost_usd").isNull()).isTrue();
	}

	private ServiceProcess start(EmbeddedPostgres postgres, String name, String afterCrash) {
		return this.stage.start(this.stage.directory().resolve(name), "SPRING_DATASOURCE_URL",
				postgres.getJdbcUrl("postgres", "postgres"), "SPRING_DATASOURCE_USERNAME", "postgres",
				"SPRING_DATASOURCE_PASSWORD", "postgres", "MAX_CONCURRENT_JOBS", "2", "PROVIDER_CALL_AFTER_CRASH",
				afterCrash);
	}

}
