package io.wxomedia.callback;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

import io.wxomedia.destination.MaskedUrl;
import io.wxomedia.job.JobId;
import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A page of dead letters as {@code GET /dead-letters} shows it; absent values are
 * {@code null}.
 *
 * @param deadLetters the dead letters, newest first
 * @param nextCursor what to send for the next page, or {@code null} if this is the last
 */
@JsonNaming(SnakeCaseStrategy.class)
record DeadLetterPage(List<Item> deadLetters, @Nullable String nextCursor) {

	private static final String SEPARATOR = "/";

	/**
	 * Make a page.
	 * @param found the dead letters of the page, and one more if there is another page
	 * @param limit how many fit on it
	 * @return the page
	 */
	static DeadLetterPage of(List<DeadLetter> found, int limit) {
		List<DeadLetter> shown = found.subList(0, Math.min(found.size(), limit));
		String next = (found.size() > limit) ? cursor(shown.get(limit - 1).place()) : null;
		return new DeadLetterPage(shown.stream().map(Item::of).toList(), next);
	}

	private static String cursor(DeadLetter.Place place) {
		String text = place.since() + SEPARATOR + place.job();
		return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Read a cursor that a page carried.
	 * @param cursor the cursor
	 * @return where the next page begins
	 * @throws Refusal if it is none
	 */
	static DeadLetter.Place place(String cursor) {
		try {
			String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
			int separator = text.indexOf(SEPARATOR);
			if (separator < 0) {
				throw new IllegalArgumentException("No separator");
			}
			return new DeadLetter.Place(DeadLetterFilter.storable(Instant.parse(text.substring(0, separator))),
					new JobId(UUID.fromString(text.substring(separator + 1))));
		}
		catch (IllegalArgumentException | DateTimeException ex) {
			throw Refusal.unprocessable("invalid_parameter",
					"cursor must be the next_cursor of an earlier answer; leave it out to begin with the newest.");
		}
	}

	/**
	 * A callback that was given up.
	 *
	 * @param jobId the job that it tells of
	 * @param url where it was to go, with the values of its query masked
	 * @param verdict the job's verdict
	 * @param attempts attempts made
	 * @param lastError why the last one failed
	 * @param since when it was given up
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	record Item(UUID jobId, String url, String verdict, int attempts, @Nullable String lastError, Instant since) {

		private static Item of(DeadLetter found) {
			return new Item(found.job().value(), MaskedUrl.of(found.url()), found.verdict(), found.attempts(),
					found.lastError(), found.since());
		}

	}

}
