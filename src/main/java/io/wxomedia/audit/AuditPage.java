package io.wxomedia.audit;

import java.time.Instant;
import java.util.List;

import io.swagger.v3.oas.annotations.media.Schema;
import io.wxomedia.web.Paging;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A page of the audit trail as {@code GET /audit} shows it.
 *
 * @param entries the entries, newest first
 * @param nextCursor what to send for the next page, or {@code null} if this is the last
 */
@JsonNaming(SnakeCaseStrategy.class)
record AuditPage(List<Entry> entries, @Nullable String nextCursor) {

	/**
	 * Make a page.
	 * @param found the entries of the page, and one more if there is another page
	 * @param limit how many fit on it
	 * @return the page
	 */
	static AuditPage of(List<AuditTable.Numbered> found, int limit) {
		List<AuditTable.Numbered> shown = found.subList(0, Math.min(found.size(), limit));
		String next = (found.size() > limit) ? Paging.cursor(shown.get(limit - 1).number()) : null;
		return new AuditPage(shown.stream().map((numbered) -> Entry.of(numbered.entry())).toList(), next);
	}

	/**
	 * What an administrator did.
	 *
	 * @param at when
	 * @param who the name of who asked for it
	 * @param action what was asked for, in one word
	 * @param target what it was done to
	 * @param detail how it ended, and after a semicolon what else is worth knowing
	 */
	record Entry(Instant at, @Schema(example = "admin") String who, @Schema(example = "grant_credits") String action,
			@Schema(example = "alice") String target, @Schema(example = "granted; amount 500") String detail) {

		private static Entry of(AuditEntry entry) {
			return new Entry(entry.at(), entry.who(), entry.action(), entry.target(), entry.detail());
		}

	}

}
