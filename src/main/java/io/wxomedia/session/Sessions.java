package io.wxomedia.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

import io.wxomedia.job.DatabaseRetry;
import io.wxomedia.job.WaitingJobs;
import io.wxomedia.rules.Seat;
import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;

/**
 * Opens sessions, gives seats out, and changes what is laid down. Everything is a row, so
 * all instances see it, and a crash leaves each change done or not. Thread-safe.
 */
class Sessions {

	private static final int MOST_TRIES = 20;

	private final SessionTable table;

	private final SeatKeys keys;

	private final WaitingJobs waiting;

	private final DatabaseRetry database;

	private final Clock clock;

	Sessions(SessionTable table, SeatKeys keys, WaitingJobs waiting, DatabaseRetry database, Clock clock) {
		this.table = table;
		this.keys = keys;
		this.waiting = waiting;
		this.database = database;
		this.clock = clock;
	}

	Session open(String name, int seats, Duration duration, Session.LaidDown laidDown) {
		Instant now = this.clock.instant();
		for (int tries = 1;; tries++) {
			Session session = new Session(UUID.randomUUID(), name, JoinCode.next(), seats, 0, now, now.plus(duration),
					null, laidDown);
			try {
				this.table.insert(session);
				return find(session.id());
			}
			catch (DuplicateKeyException ex) {
				// Another session has this code.
				if (tries >= MOST_TRIES) {
					throw ex;
				}
			}
		}
	}

	List<Session> all() {
		return this.table.all();
	}

	Session find(UUID id) {
		return this.table.find(id).orElseThrow(() -> Refusal.notFound("There is no session " + id + "."));
	}

	/**
	 * Find a session by its code.
	 * @param code the code as it was typed
	 * @return the session, or nothing if none has this code
	 */
	Optional<Session> findByCode(String code) {
		String read = JoinCode.read(code);
		return (read.length() == JoinCode.LENGTH) ? this.table.findByCode(read) : Optional.empty();
	}

	/**
	 * Take the next seat of a session.
	 * @param id the session
	 * @param name what the holder is called, or {@code null}
	 * @return the seat and its key
	 * @throws Refusal if the session is full or over
	 */
	Joined join(UUID id, @Nullable String name) {
		return this.database.inTransaction(() -> take(id, name));
	}

	private Joined take(UUID id, @Nullable String name) {
		// Two at once take two seats.
		this.table.hold(id);
		Session session = find(id);
		Instant now = this.clock.instant();
		if (session.state(now) == Session.State.ENDED) {
			throw new Refusal(HttpStatus.GONE, "session_ended", "The session of this code is over.");
		}
		if (session.taken() >= session.seats()) {
			throw new Refusal(HttpStatus.CONFLICT, "session_full",
					"All " + session.seats() + " seats of the session are taken; ask whoever runs it.");
		}
		Seat seat = new Seat(id, session.taken() + 1);
		String key = this.keys.next();
		this.table.insert(new TakenSeat(seat, name, now, false), SeatKeys.digest(key));
		return new Joined(session, seat, key);
	}

	/**
	 * Change what is laid down in a session that is not over.
	 * @return the session as it is now
	 */
	Session change(UUID id, UnaryOperator<Session> change) {
		boolean hasten = this.database.inTransaction(() -> {
			this.table.hold(id);
			Session before = find(id);
			if (before.state(this.clock.instant()) == Session.State.ENDED) {
				throw over();
			}
			Session after = change.apply(before);
			this.table.change(id, after.laidDown(), after.endsAt());
			return before.laidDown().paused() && !after.laidDown().paused();
		});
		this.keys.forget();
		if (hasten) {
			goOn(SeatRules.PAUSED);
		}
		return find(id);
	}

	/**
	 * After the commit, so that who looks at once sees it. Should it be broken off, the
	 * jobs look by themselves within seconds.
	 */
	private void goOn(String phase) {
		this.database.inTransaction(() -> this.waiting.hasten(Set.of(phase)));
	}

	private static Refusal over() {
		return new Refusal(HttpStatus.CONFLICT, "session_ended", "The session is over; open another one.");
	}

	/**
	 * Mute a seat, or let it speak again.
	 */
	TakenSeat mute(Seat seat, boolean muted) {
		find(seat.session());
		if (!this.table.mute(seat, muted)) {
			throw Refusal.notFound("Nobody has seat " + seat.number() + " of the session.");
		}
		if (!muted) {
			goOn(SeatRules.MUTED);
		}
		return seats(seat.session()).get(seat.number() - 1);
	}

	/**
	 * End a session: its keys stop.
	 */
	Session end(UUID id) {
		find(id);
		this.table.end(id, this.clock.instant());
		this.keys.forget();
		return find(id);
	}

	List<TakenSeat> seats(UUID session) {
		return this.table.seats(session);
	}

	/**
	 * A seat that was just taken.
	 *
	 * @param session its session
	 * @param seat the seat
	 * @param key its key, which is shown once
	 */
	record Joined(Session session, Seat seat, String key) {

		@Override
		public String toString() {
			return "Joined[seat=" + this.seat + "]";
		}

	}

}
