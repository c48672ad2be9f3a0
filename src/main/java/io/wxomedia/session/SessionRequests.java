package io.wxomedia.session;

import java.math.BigDecimal;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What is sent about sessions, as the API document tells it. It is read by
 * {@link SessionFields}, which says what is wrong.
 */
final class SessionRequests {

	private SessionRequests() {
	}

	@Schema(description = "A session to be opened")
	record Open(@Schema(example = "Images on Tuesday", requiredMode = Schema.RequiredMode.REQUIRED) String name,
			@Schema(description = "1 to 500; 40 if left out", example = "30") @Nullable Integer seats,
			@Schema(description = "1 to 10080; 240 if left out", example = "120") @Nullable Integer durationMinutes,
			@Schema(description = "What may be spent for all", example = "20") @Nullable BigDecimal budgetUsd,
			@Schema(description = "What may be spent for each seat",
					example = "1.5") @Nullable BigDecimal seatBudgetUsd,
			@Schema(description = "How many images each seat may begin",
					example = "20") @Nullable Integer imagesPerSeat) {
	}

	@Schema(description = "What is to change; what is left out stays, null lifts it")
	record Change(
			@Schema(description = "Whether jobs are accepted and held", example = "true") @Nullable Boolean paused,
			@Schema(description = "The model of all images", example = "gpt-image-2") @Nullable String model,
			@Schema(description = "Their quality", example = "low") @Nullable String quality,
			@Schema(description = "Whether the local fallback is used where no more may be spent",
					example = "true") @Nullable Boolean fallback,
			@Schema(description = "When the session ends by itself",
					example = "2030-11-27T18:00:00Z") @Nullable String endsAt,
			@Schema(description = "What may be spent for all", example = "25") @Nullable BigDecimal budgetUsd,
			@Schema(description = "What may be spent for each seat",
					example = "2") @Nullable BigDecimal seatBudgetUsd) {
	}

	@Schema(description = "What is to change at a seat")
	record Mute(@Schema(description = "Whether its jobs are refused and held", example = "true") boolean muted) {
	}

	@Schema(description = "Somebody who wants a seat")
	record Join(@Schema(description = "The code that the host shows", example = "K7XM4R") String code,
			@Schema(description = "What the host sees", example = "Ada") @Nullable String name) {
	}

	@Schema(description = "A workshop to be computed beforehand")
	record Rehearse(@Schema(description = "1 to 500", example = "30") int seats,
			@Schema(description = "1 to 1000", example = "3") int imagesPerSeat,
			@Schema(description = "What the provider takes, 1 to 10000", example = "5") int imagesPerMinute,
			@Schema(example = "gpt-image-2") @Nullable String model,
			@Schema(example = "low") @Nullable String quality) {
	}

}
