package io.wxomedia.session;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A session as its host sees it.
 *
 * @param sessionId identifies it
 * @param name what its host calls it
 * @param joinCode lets people in
 * @param joinUrl opens the page with the code
 * @param startsAt when it was opened
 * @param endsAt when it ends, or ended
 * @param seats how many people it has room for
 * @param seatsTaken how many seats are taken
 * @param state open, paused or ended
 * @param paused whether jobs are accepted and held
 * @param model the model of all images
 * @param quality their quality
 * @param fallback whether the local fallback is used where no more may be spent
 * @param budgetUsd what may be spent for all
 * @param seatBudgetUsd what may be spent for each seat
 * @param imagesPerSeat how many images each seat may begin
 * @param people who has a seat, where a single session is shown
 * @param totals what they did together, there too
 */
@JsonNaming(SnakeCaseStrategy.class)
record SessionView(UUID sessionId, String name, String joinCode, URI joinUrl, Instant startsAt, Instant endsAt,
		int seats, int seatsTaken, String state, boolean paused, @Nullable String model, @Nullable String quality,
		@Nullable Boolean fallback, @Nullable BigDecimal budgetUsd, @Nullable BigDecimal seatBudgetUsd,
		@Nullable Integer imagesPerSeat, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Person> people,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Totals totals) {

	/**
	 * Who has a seat.
	 *
	 * @param seat the number of the seat
	 * @param name what its holder is called
	 * @param joinedAt when it was taken
	 * @param jobs its jobs
	 * @param costUsd what is known of their costs
	 * @param muted whether its jobs are refused and held
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	record Person(int seat, @Nullable String name, Instant joinedAt, Jobs jobs, BigDecimal costUsd, boolean muted) {
	}

	/**
	 * What all did together.
	 *
	 * @param jobs their jobs
	 * @param costUsd what is known of their costs
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	record Totals(Jobs jobs, BigDecimal costUsd) {
	}

	/**
	 * How many jobs there are.
	 *
	 * @param queued those that wait
	 * @param running those that are worked on
	 * @param completed those that have a result, with errors or without
	 * @param failed those that have none
	 */
	record Jobs(int queued, int running, int completed, int failed) {

		static final Jobs NONE = new Jobs(0, 0, 0, 0);

		Jobs plus(Jobs other) {
			return new Jobs(this.queued + other.queued, this.running + other.running, this.completed + other.completed,
					this.failed + other.failed);
		}

	}

}
