package io.wxomedia.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.wxomedia.access.Caller;
import io.wxomedia.access.CallerSource;
import io.wxomedia.rules.Seat;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The keys of seats. Of a key only the SHA-256 is kept. Whoever was let in a moment ago
 * is let in without asking the database; a key that works no more is refused within a
 * second on every instance, and at once on the one that ended its session. Thread-safe.
 */
class SeatKeys implements CallerSource {

	private static final String PREFIX = "seat_";

	private static final int BYTES = 24;

	/**
	 * Anything else is no key of a seat, and the database is not asked for it.
	 */
	private static final Pattern KEY = Pattern.compile(PREFIX + "[0-9a-f]{" + 2 * BYTES + "}");

	private static final Duration REMEMBERED = Duration.ofSeconds(1);

	private static final int MOST_REMEMBERED = 10_000;

	private final JdbcClient jdbc;

	private final Clock clock;

	private final boolean open;

	private final SecureRandom random = new SecureRandom();

	private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75F, true);

	/**
	 * Create the keys.
	 * @param jdbc the database
	 * @param clock tells the time
	 * @param open whether there are sessions on this service
	 */
	SeatKeys(JdbcClient jdbc, Clock clock, boolean open) {
		this.jdbc = jdbc;
		this.clock = clock;
		this.open = open;
	}

	String next() {
		byte[] bytes = new byte[BYTES];
		this.random.nextBytes(bytes);
		return PREFIX + HexFormat.of().formatHex(bytes);
	}

	@Override
	public @Nullable Caller holder(String secret) {
		if (!this.open || !KEY.matcher(secret).matches()) {
			return null;
		}
		String digest = digest(secret);
		Instant now = this.clock.instant();
		Known found = remembered(digest, now);
		if (found == null) {
			found = find(digest, now).orElse(null);
			if (found == null) {
				return null;
			}
			remember(digest, found);
		}
		return found.until().isAfter(now) ? new Caller(found.owner(), false) : null;
	}

	private @Nullable Known remembered(String digest, Instant now) {
		synchronized (this.known) {
			Known found = this.known.get(digest);
			boolean fresh = found != null && !found.asked().isAfter(now) && found.asked().plus(REMEMBERED).isAfter(now);
			return fresh ? found : null;
		}
	}

	private void remember(String digest, Known found) {
		synchronized (this.known) {
			this.known.put(digest, found);
			if (this.known.size() > MOST_REMEMBERED) {
				this.known.remove(this.known.keySet().iterator().next());
			}
		}
	}

	/**
	 * Ask the database again for every key.
	 */
	void forget() {
		synchronized (this.known) {
			this.known.clear();
		}
	}

	private Optional<Known> find(String digest, Instant now) {
		return this.jdbc.sql("""
				select workshop_seat.session_id, number, key_digest, ends_at from workshop_seat
				join workshop_session on workshop_session.id = workshop_seat.session_id
				where key_digest = :digest and ended_at is null
				""")
			.param("digest", digest)
			.query((row, index) -> new Known(
					new Seat(row.getObject("session_id", UUID.class), row.getInt("number")).owner(),
					row.getString("key_digest"), SessionTable.instant(row, "ends_at"), now))
			.optional()
			.filter((found) -> same(digest, found.digest()));
	}

	/**
	 * A seat lasts as long as its session: whoever is over, or is deleted, is not found.
	 */
	@Override
	public Set<String> lapsed(Set<String> names) {
		Map<String, Seat> seats = new HashMap<>();
		names.forEach((name) -> Seat.of(name).ifPresent((seat) -> seats.put(name, seat)));
		if (seats.isEmpty()) {
			return Set.of();
		}
		List<Seat> found = this.jdbc.sql("""
				select workshop_seat.session_id, number from workshop_seat
				join workshop_session on workshop_session.id = workshop_seat.session_id
				where workshop_seat.session_id in (:sessions) and ended_at is null and ends_at > :now
				""")
			.param("sessions", seats.values().stream().map(Seat::session).collect(Collectors.toSet()))
			.param("now", SessionTable.utc(this.clock.instant()))
			.query((row, index) -> new Seat(row.getObject("session_id", UUID.class), row.getInt("number")))
			.list();
		Set<Seat> there = new HashSet<>(found);
		return seats.entrySet()
			.stream()
			.filter((entry) -> !there.contains(entry.getValue()))
			.map(Map.Entry::getKey)
			.collect(Collectors.toSet());
	}

	private static boolean same(String digest, String other) {
		return MessageDigest.isEqual(digest.getBytes(StandardCharsets.US_ASCII),
				other.getBytes(StandardCharsets.US_ASCII));
	}

	static String digest(String key) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	/**
	 * The holder of a key.
	 *
	 * @param owner the caller's name
	 * @param digest the digest of the key
	 * @param until when the session ends
	 * @param asked when the database was asked
	 */
	private record Known(String owner, String digest, Instant until, Instant asked) {
	}

}
