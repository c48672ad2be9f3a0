package io.wxomedia.credits;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import io.wxomedia.web.Paging;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What an owner has, as {@code GET /credits} shows it.
 *
 * @param owner whose
 * @param balance what is available and what is held
 * @param held what is held for open jobs
 * @param available what can be used
 * @param entries what was moved, newest first
 * @param nextCursor what to send for the next page, or {@code null} if this is the last
 */
@JsonNaming(SnakeCaseStrategy.class)
record CreditsView(@Schema(example = "alice") String owner, @Schema(example = "995") int balance,
		@Schema(example = "20") int held, @Schema(example = "975") int available, List<Entry> entries,
		@Nullable String nextCursor) {

	/**
	 * Make a page.
	 * @param balance what the owner has
	 * @param found the transfers of the page, and one more if there is another page
	 * @param limit how many fit on it
	 * @return the page
	 */
	static CreditsView of(Credits.Balance balance, List<CreditBooks.Entry> found, int limit) {
		List<CreditBooks.Entry> shown = found.subList(0, Math.min(found.size(), limit));
		String next = (found.size() > limit) ? Paging.cursor(shown.get(limit - 1).number()) : null;
		return new CreditsView(balance.owner(), balance.balance(), balance.held(), balance.available(),
				shown.stream().map(Entry::of).toList(), next);
	}

	/**
	 * Something that was moved.
	 *
	 * @param at when
	 * @param kind grant, hold, capture or release
	 * @param amount how many credits; below 0 only where a grant was taken back
	 * @param jobId the job that it was for, or {@code null}
	 * @param line what of the job, or {@code null}
	 * @param reason why an administrator granted it, or {@code null}
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	record Entry(Instant at, @Schema(example = "hold") String kind, @Schema(example = "15") long amount,
			@Nullable UUID jobId, @Schema(example = "video") @Nullable String line, @Nullable String reason) {

		private static Entry of(CreditBooks.Entry found) {
			return new Entry(found.at(), found.kind(), found.amount(), found.job(), found.line(), found.reason());
		}

	}

}
