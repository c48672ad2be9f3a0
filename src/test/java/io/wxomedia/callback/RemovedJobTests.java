package io.wxomedia.callback;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

import io.wxomedia.exchange.Attempt;
import io.wxomedia.job.CallbackMessage;
import io.wxomedia.job.JobId;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for an attempt whose job is deleted while it is made.
 */
class RemovedJobTests {

	private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");

	private final TestDatabase database = TestDatabase.h2();

	private final DeliveryTable deliveries = new DeliveryTable(this.database.jdbc(), new MovableClock(START));

	private final JobId job = JobId.random();

	@BeforeEach
	void insert() {
		this.database.jdbc().sql("""
				insert into job (id, kind, state, verdict, cancelled, owner, request, items_done, items_failed,
					items_total, fallbacks, run, attempts, crashes, worked_ms, created_at)
				values (:id, 'image_cos', 'finished', 'completed', false, 'o', '{}', 1, 0, 1, 0, 1, 1, 0, 1, :now)
				""").param("id", this.job.value()).param("now", START.atOffset(ZoneOffset.UTC)).update();
		CallbackMessage message = new CallbackMessage(Map.of("status", "completed"), null);
		this.deliveries.insert(new Delivery(this.job, "owner", URI.create("http://localhost/"), "completed",
				FixedBody.of(message, new JsonMapper()), 0, 0, null, null));
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@ParameterizedTest
	@EnumSource
	void attemptLeavesNothingBehind(DeliveryTable.Outcome outcome) {
		Delivery delivery = this.deliveries.pending(this.job).orElseThrow();
		this.database.jdbc().sql("delete from job where id = :id").param("id", this.job.value()).update();
		boolean recorded = this.database.transactions()
			.execute((status) -> this.deliveries.record(delivery, Attempt.answered(500, Duration.ZERO, null, null),
					START, outcome, START));
		assertThat(recorded).isFalse();
		assertThat(this.deliveries.pending(this.job)).isEmpty();
		assertThat(this.database.jdbc().sql("select count(*) from delivery_attempt").query(Integer.class).single())
			.isZero();
	}

}
