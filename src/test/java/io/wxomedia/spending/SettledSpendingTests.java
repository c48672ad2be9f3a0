package io.wxomedia.spending;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;

import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SettledSpending}, mostly as {@link DaysSpending} uses it.
 */
class SettledSpendingTests {

	private static final Instant NOON = Instant.parse("2026-11-28T12:00:30Z");

	private final TestDatabase database = TestDatabase.h2();

	private final DaysSpending spending = new DaysSpending(this.database.jdbc());

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void everyCallOfTheDayCountsOnceHoweverOftenItIsAsked() {
		Instant midnight = Instant.parse("2026-11-28T00:00:00Z");
		for (Duration age = Duration.ZERO; age.compareTo(Duration.ofHours(12)) <= 0; age = age.plusSeconds(20)) {
			call(midnight.plus(age), "COMPLETED", "1");
		}
		call(midnight.minusSeconds(1), "COMPLETED", "1000");
		for (int second = 0; second < 1200; second += 7) {
			assertThat(this.spending.committed(NOON.plusSeconds(second)).spent()).isEqualByComparingTo("2161");
		}
	}

	@Test
	void callCountsWhenItBeginsWhenItEndsAndWhenItIsSettled() {
		UUID call = call(NOON, "STARTED", "");
		assertThat(this.spending.committed(NOON).spent()).isEqualByComparingTo("0");
		assertThat(this.spending.committed(NOON).reserved()).isEqualByComparingTo("0.5");
		end(call, "2");
		for (int minute = 0; minute < 30; minute++) {
			assertThat(this.spending.committed(NOON.plus(Duration.ofMinutes(minute))).spent())
				.isEqualByComparingTo("2");
		}
	}

	@Test
	void changeOfASettledCallIsSeenInTheNextMinute() {
		UUID call = call(NOON.minus(Duration.ofHours(1)), "COMPLETED", "3");
		assertThat(this.spending.committed(NOON).spent()).isEqualByComparingTo("3");
		end(call, "0");
		assertThat(this.spending.committed(NOON.plus(Duration.ofMinutes(1))).spent()).isEqualByComparingTo("0");
	}

	@Test
	@Tag("slow")
	void dayOfManyCallsIsCountedAnewTheMoreSeldomTheMoreTheyAre() {
		int calls = 150_000;
		Instant morning = NOON.minus(Duration.ofHours(1));
		UUID call = call(morning, "COMPLETED", "3");
		this.database.jdbc()
			.sql("""
					insert into provider_call (id, job_id, item, run, model, outcome, started_at, sent_at, billing_day, cost_usd)
					select random_uuid(), job_id, item, run, model, outcome, started_at, sent_at, billing_day, 0
					from provider_call cross join system_range(2, :calls)
					""")
			.param("calls", calls)
			.update();
		assertThat(this.spending.committed(NOON).spent()).isEqualByComparingTo("3");
		end(call, "0");
		assertThat(this.spending.committed(NOON.plus(Duration.ofMinutes(2))).spent()).as("150 s are not over")
			.isEqualByComparingTo("3");
		assertThat(this.spending.committed(NOON.plus(Duration.ofMinutes(3))).spent()).isEqualByComparingTo("0");
	}

	@Test
	void newDayBeginsWithNothing() {
		call(NOON, "COMPLETED", "5");
		assertThat(this.spending.committed(NOON.plus(Duration.ofHours(1))).spent()).isEqualByComparingTo("5");
		Instant tomorrow = Instant.parse("2026-11-29T00:00:01Z");
		assertThat(this.spending.committed(tomorrow).spent()).isEqualByComparingTo("0");
		call(tomorrow, "COMPLETED", "1");
		assertThat(this.spending.committed(tomorrow.plusSeconds(1)).spent()).isEqualByComparingTo("1");
	}

	@Test
	void settledIsNotReadAgainWithinAMinute() {
		SettledSpending settled = new SettledSpending(this.database.jdbc());
		SettledSpending.Sum first = settled.of(DaysSpending.dayOf(NOON), NOON);
		assertThat(settled.of(DaysSpending.dayOf(NOON), NOON.plusSeconds(29))).isSameAs(first);
		assertThat(settled.of(DaysSpending.dayOf(NOON), NOON.plusSeconds(30)).until())
			.isEqualTo(first.until().plusSeconds(60));
	}

	private UUID call(Instant at, String outcome, String cost) {
		UUID id = UUID.randomUUID();
		this.database.jdbc()
			.sql("""
					insert into provider_call (id, job_id, item, run, model, outcome, started_at, sent_at, billing_day,
						estimate_usd, cost_usd)
					values (?, ?, 0, 1, 'a-model', ?, ?, ?, ?, 0.5, cast(nullif(?, '') as numeric(20, 10)))
					""")
			.param(id)
			.param(UUID.randomUUID())
			.param(outcome)
			.param(at.atOffset(ZoneOffset.UTC))
			.param(at.atOffset(ZoneOffset.UTC))
			.param(DaysSpending.dayOf(at))
			.param(cost)
			.update();
		return id;
	}

	private void end(UUID call, String cost) {
		this.database.jdbc()
			.sql("update provider_call set outcome = 'COMPLETED', cost_usd = cast(? as numeric(20, 10)) where id = ?")
			.params(cost, call)
			.update();
	}

}
