package io.wxomedia.image;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.wxomedia.provider.Next;
import org.jspecify.annotations.Nullable;

/**
 * Why the local fallback made a picture in place of the provider. The stamp, the note in
 * a batch and the word that callers are told all come from here.
 */
enum FallbackReason {

	/**
	 * OpenAI said that the billing limit of the account is reached.
	 */
	OPENAI_BILLING_LIMIT("DEMO - FALLBACK (OpenAI billing limit)", "OpenAI billing limit -> fallback local applied"),

	/**
	 * The service itself allows no more calls on this day.
	 */
	DAILY_BUDGET("DEMO - FALLBACK (daily budget)", "daily budget (DAILY_BUDGET_USD) -> fallback local applied"),

	/**
	 * What the host of a session allows to be spent for it or for a seat is spent.
	 */
	SESSION_BUDGET("DEMO - FALLBACK (session budget)", "session budget -> fallback local applied");

	private final String stamp;

	private final String note;

	FallbackReason(String stamp, String note) {
		this.stamp = stamp;
		this.note = note;
	}

	/**
	 * Return the reason for the word that {@link #word()} gave.
	 * @throws IllegalArgumentException if there is no such reason
	 */
	static FallbackReason of(String word) {
		return valueOf(word.toUpperCase(Locale.ROOT));
	}

	/**
	 * Return the reason for a limit that is reached.
	 */
	static FallbackReason of(Next.Limit limit) {
		return switch (limit) {
			case BILLING_LIMIT -> OPENAI_BILLING_LIMIT;
			case DAILY_BUDGET -> DAILY_BUDGET;
			case SESSION_BUDGET -> SESSION_BUDGET;
		};
	}

	/**
	 * Count results by the reason, with those that there were not.
	 * @param made how many were made, by the word of the reason
	 * @return how many were made, by the word of every reason
	 */
	static Map<String, Integer> counts(Map<String, Integer> made) {
		return Arrays.stream(values())
			.map(FallbackReason::word)
			.collect(Collectors.toMap((word) -> word, (word) -> made.getOrDefault(word, 0)));
	}

	/**
	 * Count one result, which the local fallback made if there is a reason.
	 * @param reason why, or {@code null}
	 * @return how many were made, by the word of every reason
	 */
	static Map<String, Integer> counts(@Nullable FallbackReason reason) {
		return counts((reason != null) ? Map.of(reason.word(), 1) : Map.of());
	}

	/**
	 * Return the reason as programs are told it, and as it is kept.
	 */
	String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Return what is stamped on the picture.
	 */
	String stamp() {
		return this.stamp;
	}

	/**
	 * Return the remark on an image of a batch.
	 */
	String note() {
		return this.note;
	}

}
