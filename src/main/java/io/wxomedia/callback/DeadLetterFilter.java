package io.wxomedia.callback;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

import io.wxomedia.access.Caller;
import io.wxomedia.destination.DestinationHost;
import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant.
 *
 * @param owner whose, or {@code null} for everybody's
 * @param host for which host, or {@code null} for all
 * @param after given up after when, or {@code null} for all
 * @param before given up before when, or {@code null} for all
 */
record DeadLetterFilter(@Nullable String owner, @Nullable String host, @Nullable Instant after,
		@Nullable Instant before) {

	private static final String CODE = "invalid_parameter";

	// Java's times reach further than those of the databases.
	private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");

	private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

	/**
	 * Read a filter from what a caller sent.
	 * @param caller sees its own dead letters, or all if it is an administrator
	 * @param host a host in any spelling, or {@code null} for all
	 * @param after a time, or {@code null} for all
	 * @param before a time, or {@code null} for all
	 * @return the filter
	 * @throws Refusal if host or a time cannot be read
	 */
	static DeadLetterFilter of(Caller caller, @Nullable String host, @Nullable String after, @Nullable String before) {
		return new DeadLetterFilter(caller.admin() ? null : caller.name(), (host != null) ? host(host) : null,
				(after != null) ? time("after", after) : null, (before != null) ? time("before", before) : null);
	}

	private static String host(String text) {
		try {
			return DestinationHost.of(text.strip()).name();
		}
		catch (IllegalArgumentException ex) {
			throw Refusal.unprocessable(CODE,
					"host must be a host name or an address, without http:// and without a port; leave it out for all.");
		}
	}

	private static Instant time(String name, String text) {
		try {
			return storable(OffsetDateTime.parse(text.strip()).toInstant());
		}
		catch (DateTimeException ex) {
			throw Refusal.unprocessable(CODE, name
					+ " must be a time such as 2026-11-25T10:00:00Z (RFC 3339; in an address a + is written %2B).");
		}
	}

	/**
	 * Require a time that every database can be asked for.
	 * @param time a time that somebody sent
	 * @return the time
	 * @throws DateTimeException if it is of no year from 0 to 9999
	 */
	static Instant storable(Instant time) {
		if (time.isBefore(FIRST) || time.isAfter(LAST)) {
			throw new DateTimeException("No year from 0 to 9999");
		}
		return time;
	}

	/**
	 * Return this filter for nothing that was given up later than now.
	 * @param now the time
	 * @return the filter
	 */
	DeadLetterFilter upTo(Instant now) {
		return (this.before != null && this.before.isBefore(now)) ? this
				: new DeadLetterFilter(this.owner, this.host, this.after, now);
	}

}
