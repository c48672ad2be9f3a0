package io.wxomedia.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

import io.wxomedia.job.ItemTable;
import io.wxomedia.rules.Seat;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what becomes of jobs when their session ends: {@link SessionJobs} and
 * {@link SeatRules}.
 */
class EndedSessionTests {

	private static final Instant START = Instant.parse("2026-11-27T10:00:00Z");

	private final MovableClock clock = new MovableClock(START);

	private final TestDatabase database = TestDatabase.h2();

	@AfterEach
	void closeDatabase() {
		this.database.close();
	}

	@Test
	void whatCameTooLateToBeCancelledIsHeldForAMinuteAndThenEnds() {
		SessionTable table = new SessionTable(this.database.jdbc());
		SeatRules rules = new SeatRules(this.database.jdbc(),
				new SeatImages(this.database.jdbc(), new ItemTable(this.database.jdbc()), this.clock), this.clock);
		Session session = new Session(UUID.randomUUID(), "a", "K7XM4R", 1, 0, START, START.plus(Duration.ofHours(1)),
				null, new Session.LaidDown(false, null, null, null, null, null, null));
		Seat seat = new Seat(session.id(), 1);
		table.insert(session);
		table.insert(new TakenSeat(seat, null, START, false), "digest");
		assertThat(rules.held(seat.owner())).isNull();
		assertThat(rules.ended(seat.owner())).isNull();
		table.end(session.id(), START.plusSeconds(1));
		this.clock.advance(Duration.ofSeconds(2));
		assertThat(rules.held(seat.owner())).isEqualTo(SeatRules.OVER);
		assertThat(rules.ended(seat.owner())).isNull();
		this.clock.advance(Duration.ofMinutes(1));
		assertThat(rules.ended(seat.owner())).contains("session_ended");
		assertThat(rules.ended(new Seat(UUID.randomUUID(), 1).owner())).contains("session_ended");
		assertThat(rules.ended("alice")).isNull();
	}

	@Test
	void keysLapseWithTheirSession() {
		SessionTable table = new SessionTable(this.database.jdbc());
		SeatKeys keys = new SeatKeys(this.database.jdbc(), this.clock, true);
		Seat ends = seat(table, "K7XM4R", Duration.ofHours(1));
		Seat runsOut = seat(table, "K7XM4T", Duration.ofMinutes(10));
		Seat deleted = seat(table, "K7XM4W", Duration.ofHours(1));
		Seat stays = seat(table, "K7XM4X", Duration.ofHours(1));
		Set<String> all = Set.of(ends.owner(), runsOut.owner(), deleted.owner(), stays.owner(), "alice", "admin");
		assertThat(keys.lapsed(all)).isEmpty();
		table.end(ends.session(), START.plusSeconds(1));
		assertThat(keys.lapsed(all)).containsExactly(ends.owner());
		this.clock.advance(Duration.ofMinutes(10));
		table.delete(deleted.session());
		assertThat(keys.lapsed(all)).containsExactlyInAnyOrder(ends.owner(), runsOut.owner(), deleted.owner());
		assertThat(keys.lapsed(Set.of("alice", "admin"))).isEmpty();
		assertThat(keys.lapsed(Set.of(new Seat(stays.session(), 2).owner()))).hasSize(1);
	}

	private static Seat seat(SessionTable table, String code, Duration duration) {
		Session session = new Session(UUID.randomUUID(), "a", code, 1, 0, START, START.plus(duration), null,
				new Session.LaidDown(false, null, null, null, null, null, null));
		table.insert(session);
		Seat seat = new Seat(session.id(), 1);
		table.insert(new TakenSeat(seat, null, START, false), code);
		return seat;
	}

	@ParameterizedTest
	@CsvSource({ "image_b64, paused, false, false", "image_b64, waiting, , false", "image_cos, storing, true, true",
			"image_b64, waiting, true, true", "batch, waiting, true, false", "batch, reading, true, false",
			"batch, storing, true, true", "video, waiting_for_video, true, true", "video, waiting_for_backend, , true",
			"video, generating, , true", "video, session_ended, true, true", "video, waiting, false, false",
			"workflow, waiting_for_video, true, true", "workflow, paused, true, false", "workflow, reading, true, true",
			"workflow, reading, false, false" })
	void whatIsPaidForGoesOn(String kind, String phase, @Nullable Boolean paid, boolean goesOn) {
		assertThat(SessionJobs.goesOn(kind, phase, paid)).isEqualTo(goesOn);
	}

}
