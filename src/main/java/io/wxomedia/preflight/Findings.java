package io.wxomedia.preflight;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Takes what one check finds, until nobody waits for it any more. Thread-safe.
 */
public final class Findings {

	private final String check;

	private final Clock clock;

	private final List<Finding> lines = new ArrayList<>();

	private final Map<String, Duration> skews = new LinkedHashMap<>();

	private boolean closed;

	/**
	 * Create an empty collection.
	 * @param check what is checked
	 * @param clock this machine's clock
	 */
	public Findings(String check, Clock clock) {
		this.check = check;
		this.clock = clock;
	}

	/**
	 * Tell that something works.
	 * @param message what
	 */
	public void ok(String message) {
		add(Level.OK, message, null);
	}

	/**
	 * Tell of something that somebody should look at.
	 * @param message what
	 * @param mend what to do about it
	 */
	public void warning(String message, String mend) {
		add(Level.WARNING, message, mend);
	}

	/**
	 * Tell of something that makes jobs fail.
	 * @param message what
	 * @param mend what to do about it
	 */
	public void problem(String message, String mend) {
		add(Level.PROBLEM, message, mend);
	}

	private synchronized void add(Level level, String message, @Nullable String mend) {
		if (!this.closed) {
			this.lines.add(new Finding(this.check, level, message, mend));
		}
	}

	/**
	 * Note the time that a server told in the answer that has just arrived.
	 * @param server who told it
	 * @param date the answer's Date header, or {@code null} if it has none
	 */
	public synchronized void serverDate(String server, @Nullable String date) {
		if (date == null || this.closed) {
			return;
		}
		try {
			ZonedDateTime told = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
			this.skews.putIfAbsent(server, Duration.between(told.toInstant(), this.clock.instant()));
		}
		catch (DateTimeException ex) {
			// A server that does not know how to write a date tells no time.
		}
	}

	/**
	 * Return what was found so far.
	 * @return the lines, in the order in which they were found
	 */
	public synchronized List<Finding> lines() {
		return List.copyOf(this.lines);
	}

	/**
	 * Return how far this machine's clock is ahead of the servers'.
	 * @return the skew by the server's name; negative where it is behind
	 */
	public synchronized Map<String, Duration> skews() {
		return Map.copyOf(this.skews);
	}

	/**
	 * Take nothing more.
	 * @return everything that was found in time
	 */
	synchronized List<Finding> close() {
		this.closed = true;
		return lines();
	}

}
