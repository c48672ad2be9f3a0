package io.wxomedia.jobapi;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import io.wxomedia.access.Caller;
import io.wxomedia.job.JobFilter;
import io.wxomedia.job.JobState;
import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Reads which jobs a caller means.
 */
final class JobFilters {

	private static final String CODE = "invalid_parameter";

	private JobFilters() {
	}

	/**
	 * Read a filter from what a caller sent. Nobody but an administrator gets beyond
	 * their own jobs: asking for somebody else's finds nothing.
	 * @param caller who asks
	 * @param owner whose jobs, or {@code null}
	 * @param state a state, or {@code null}
	 * @param kind a kind, or {@code null}
	 * @param before a time, or {@code null}
	 * @param text what to look for, or {@code null}
	 * @return the filter, or {@code null} if it can match nothing
	 * @throws Refusal if state or time cannot be read
	 */
	static @Nullable JobFilter of(Caller caller, @Nullable String owner, @Nullable String state, @Nullable String kind,
			@Nullable String before, @Nullable String text) {
		JobState meant = (state != null) ? state(state) : null;
		Instant moment = (before != null) ? time(before) : null;
		if (caller.admin()) {
			return new JobFilter(owner, meant, kind, moment, text);
		}
		if (owner != null && !owner.equals(caller.name())) {
			return null;
		}
		return new JobFilter(caller.name(), meant, kind, moment, text);
	}

	private static JobState state(String text) {
		for (JobState state : JobState.values()) {
			if (state.word().equals(text.strip().toLowerCase(Locale.ROOT))) {
				return state;
			}
		}
		throw Refusal.unprocessable(CODE, "state must be one of "
				+ Arrays.stream(JobState.values()).map(JobState::word).collect(Collectors.joining(", ")) + ".");
	}

	private static Instant time(String text) {
		try {
			return OffsetDateTime.parse(text.strip()).toInstant();
		}
		catch (DateTimeException ex) {
			throw Refusal.unprocessable(CODE,
					"before must be a time such as 2026-11-27T10:00:00Z (RFC 3339; in an address a + is written %2B).");
		}
	}

}
