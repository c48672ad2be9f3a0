package io.wxomedia.jobapi;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import io.wxomedia.access.Caller;
import io.wxomedia.job.JobFilter;
import io.wxomedia.job.JobState;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.StorableText;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * Reads which jobs a caller means.
 */
final class JobFilters {

	private static final String CODE = "invalid_parameter";

	private static final List<String> KINDS = List.of("image_b64", "image_cos", "batch", "workflow", "video");

	private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");

	private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

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
		requireReadable("owner", owner);
		requireReadable("kind", kind);
		requireReadable("q", text);
		if (kind != null && !KINDS.contains(kind)) {
			throw Refusal.unprocessable(CODE, "kind must be one of " + String.join(", ", KINDS) + ".");
		}
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
		OffsetDateTime time;
		try {
			time = OffsetDateTime.parse(text.strip());
		}
		catch (DateTimeException ex) {
			throw Refusal.unprocessable(CODE,
					"before must be a time such as 2026-11-27T10:00:00Z (RFC 3339; in an address a + is written %2B).");
		}
		return requireStorable("before", time.toInstant());
	}

	/**
	 * Refuse a text that no database can hold, so that nothing can match it.
	 */
	private static void requireReadable(String name, @Nullable String text) {
		if (text != null && !StorableText.isStorable(text)) {
			throw unreadable(name + " holds a NUL character or half a surrogate pair; leave it out.");
		}
	}

	/**
	 * Refuse a moment that Java knows and the databases do not.
	 * @param name what it is called
	 * @param moment the moment
	 * @return the same moment
	 * @throws Refusal if its year is not one of 0 to 9999
	 */
	static Instant requireStorable(String name, Instant moment) {
		if (moment.isBefore(FIRST) || moment.isAfter(LAST)) {
			throw unreadable(name + " must have a year from 0000 to 9999.");
		}
		return moment;
	}

	private static Refusal unreadable(String detail) {
		return new Refusal(HttpStatus.BAD_REQUEST, CODE, detail);
	}

}
