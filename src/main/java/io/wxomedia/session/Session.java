package io.wxomedia.session;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A workshop session as it stands in the database.
 *
 * @param id identifies it
 * @param name what its host calls it
 * @param joinCode lets people in
 * @param seats how many people it has room for
 * @param taken how many seats are taken
 * @param startsAt when it was opened
 * @param endsAt when it ends by itself
 * @param endedAt when its host ended it, or {@code null}
 * @param laidDown what its host laid down for everybody in it
 */
record Session(UUID id, String name, String joinCode, int seats, int taken, Instant startsAt, Instant endsAt,
		@Nullable Instant endedAt, LaidDown laidDown) {

	State state(Instant now) {
		if (this.endedAt != null || !this.endsAt.isAfter(now)) {
			return State.ENDED;
		}
		return this.laidDown.paused() ? State.PAUSED : State.OPEN;
	}

	/**
	 * Where a session is in its life.
	 */
	enum State {

		/**
		 * People may join, and their jobs are worked on.
		 */
		OPEN,

		/**
		 * Jobs are accepted and held.
		 */
		PAUSED,

		/**
		 * Its keys work no more.
		 */
		ENDED;

		String word() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/**
	 * What a host lays down for everybody in a session; {@code null} lays nothing down.
	 *
	 * @param paused whether jobs are accepted and held
	 * @param model the model of all images
	 * @param quality their quality
	 * @param fallback whether the local fallback is used where no more may be spent
	 * @param budgetUsd what may be spent for all
	 * @param seatBudgetUsd what may be spent for each seat
	 * @param imagesPerSeat how many images each seat may begin
	 */
	record LaidDown(boolean paused, @Nullable String model, @Nullable String quality, @Nullable Boolean fallback,
			@Nullable BigDecimal budgetUsd, @Nullable BigDecimal seatBudgetUsd, @Nullable Integer imagesPerSeat) {
	}

}
