package io.wxomedia.jobapi;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

import io.wxomedia.job.JobId;
import io.wxomedia.job.JobSearch;
import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A page of jobs as {@code GET /jobs} shows it.
 *
 * @param jobs the jobs, newest first
 * @param nextCursor what to send for the next page, or {@code null} if this is the last
 */
@JsonNaming(SnakeCaseStrategy.class)
record JobPage(List<JobView> jobs, @Nullable String nextCursor) {

	private static final String SEPARATOR = "/";

	static String cursor(JobSearch.Place place) {
		String text = place.createdAt() + SEPARATOR + place.id();
		return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Read a cursor that a page carried.
	 * @param cursor the cursor
	 * @return where the next page begins
	 * @throws Refusal if it is none
	 */
	static JobSearch.Place place(String cursor) {
		try {
			String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
			int separator = text.indexOf(SEPARATOR);
			if (separator < 0) {
				throw new IllegalArgumentException("No separator");
			}
			return new JobSearch.Place(
					JobFilters.requireStorable("cursor", Instant.parse(text.substring(0, separator))),
					JobId.of(text.substring(separator + 1)));
		}
		catch (IllegalArgumentException | DateTimeException ex) {
			throw Refusal.unprocessable("invalid_parameter",
					"cursor must be the next_cursor of an earlier answer; leave it out to begin with the newest.");
		}
	}

}
