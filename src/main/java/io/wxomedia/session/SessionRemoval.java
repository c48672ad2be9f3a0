package io.wxomedia.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.wxomedia.web.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpStatus;

/**
 * Removes sessions that are over. One at a time removes a session: it has a lease, and
 * renews it with each job and while it waits for the store. Should it die, whoever looks
 * goes on when the lease is over. Thread-safe.
 */
class SessionRemoval {

	/**
	 * Some times as long as {@link SessionClosing} takes to renew it.
	 */
	static final Duration LEASE = Duration.ofSeconds(10);

	private static final Logger logger = LoggerFactory.getLogger(SessionRemoval.class);

	private final SessionTable table;

	private final JobsOfSession jobs;

	private final RemovedJobs removed;

	private final Clock clock;

	/**
	 * What this process removes just now, and under which name.
	 */
	private final Map<UUID, UUID> held = new ConcurrentHashMap<>();

	SessionRemoval(SessionTable table, JobsOfSession jobs, RemovedJobs removed, Clock clock) {
		this.table = table;
		this.jobs = jobs;
		this.removed = removed;
		this.clock = clock;
	}

	/**
	 * Remove a session that is over, with all that hangs on it. Once this has begun it
	 * goes on by itself, after a crash too.
	 * @throws Refusal if something in it is still being done, or somebody else removes it
	 */
	void remove(UUID session) {
		UUID holder = UUID.randomUUID();
		Instant now = this.clock.instant();
		if (!this.table.claimRemoval(session, holder, now, now.plus(LEASE))) {
			if (this.table.find(session).isPresent()) {
				throw beingRemoved(session);
			}
			return;
		}
		this.held.put(session, holder);
		try {
			this.jobs.remove(session, () -> keep(session, holder));
			this.table.delete(session);
		}
		catch (Refusal ex) {
			// Nobody needs to wait for the end of the lease to ask again.
			this.table.releaseRemoval(session, holder);
			throw ex;
		}
		finally {
			this.held.remove(session, holder);
		}
	}

	private void keep(UUID session, UUID holder) {
		if (!this.table.renewRemoval(session, holder, this.clock.instant().plus(LEASE))) {
			throw beingRemoved(session);
		}
	}

	private static Refusal beingRemoved(UUID session) {
		return new Refusal(HttpStatus.CONFLICT, "not_finished",
				"Session " + session + " is being removed; ask again in a moment to see that it is gone.");
	}

	/**
	 * Keep to oneself what this process removes just now.
	 */
	void renew() {
		this.held
			.forEach((session, holder) -> this.table.renewRemoval(session, holder, this.clock.instant().plus(LEASE)));
	}

	/**
	 * Go on with what was broken off, and look once more for what came late. A session
	 * that cannot be removed yet holds up no other.
	 */
	void goOn() {
		for (Session session : this.table.toBeRemoved(this.clock.instant())) {
			try {
				remove(session.id());
			}
			catch (Refusal ex) {
				logger.debug("A session is not removed yet: {}", ex.getMessage());
			}
			catch (RuntimeException ex) {
				logger.warn("Session {} could not be removed; it is tried again: {}", session.id(), ex.toString());
			}
		}
		this.removed.removeLate();
	}

	/**
	 * The jobs of sessions.
	 */
	@FunctionalInterface
	interface JobsOfSession {

		/**
		 * Remove all jobs of a session, one after the other.
		 * @param beforeEach what is done before each; it may break the removal off
		 * @throws Refusal if one of them cannot be removed yet
		 */
		void remove(UUID session, Runnable beforeEach);

	}

}
