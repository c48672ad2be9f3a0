package io.wxomedia.callback;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * The delivery of a job's callback as {@code GET /jobs/{id}/deliveries} shows it; absent
 * values are {@code null}.
 *
 * @param state none, pending, delivered or dead_letter
 * @param url where it goes, with the values of its query masked
 * @param deliveries the attempts, oldest first
 */
record DeliveriesView(String state, @Nullable String url, List<AttemptView> deliveries) {

	/**
	 * An attempt.
	 *
	 * @param attempt its number, from 1
	 * @param at when it began
	 * @param status the HTTP status of the answer
	 * @param error why it failed
	 * @param advice what that means and what to do about it, in one sentence
	 * @param durationMs how long it took
	 * @param responseExcerpt the beginning of the answer's body
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	record AttemptView(int attempt, Instant at, @Nullable Integer status, @Nullable String error,
			@Nullable String advice, long durationMs, @Nullable String responseExcerpt) {

	}

}
