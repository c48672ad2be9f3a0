package io.wxomedia.rules;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A seat of a workshop session, as it stands in the name of a caller. No other caller has
 * a slash in the name.
 *
 * @param session the session
 * @param number the seat's number in it, from 1
 */
public record Seat(UUID session, int number) {

	private static final Pattern OWNER = Pattern.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(\\d{1,6})");

	/**
	 * Read the name of a caller.
	 * @param owner the name
	 * @return the seat, or nothing if the caller has none
	 */
	public static Optional<Seat> of(String owner) {
		if (owner.indexOf('/') < 0) {
			return Optional.empty();
		}
		Matcher matcher = OWNER.matcher(owner);
		return matcher.matches()
				? Optional.of(new Seat(UUID.fromString(matcher.group(1)), Integer.parseInt(matcher.group(2))))
				: Optional.empty();
	}

	/**
	 * Return the name that the holder of the seat has as a caller.
	 * @return the name, {@code {session_id}/{seat}}
	 */
	public String owner() {
		return this.session + "/" + this.number;
	}

}
