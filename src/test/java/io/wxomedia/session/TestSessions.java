package io.wxomedia.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import io.wxomedia.inbox.ReceivedEntries;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.JobRemoval;
import io.wxomedia.job.JobSearch;
import io.wxomedia.job.ProviderFigures;
import io.wxomedia.rules.Seat;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.worker.JobCancellation;
import io.wxomedia.worker.JobHandlers;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What removes sessions, put together without a web server.
 */
public final class TestSessions {

	/**
	 * For how long nobody else goes on with a removal.
	 */
	public static final Duration LEASE = SessionRemoval.LEASE;

	/**
	 * When jobs that were removed are looked at once more.
	 */
	public static final Duration UNDER_WAY = RemovedJobs.UNDER_WAY;

	private final SessionTable table;

	private final SessionRemoval removal;

	private final Clock clock;

	/**
	 * Put it together.
	 * @param jdbc the database
	 * @param storage where objects are, in the bucket "out"
	 * @param inboxes the inboxes
	 * @param jobs the jobs
	 * @param clock the time
	 */
	public TestSessions(JdbcClient jdbc, ObjectStorage storage, ReceivedEntries inboxes, Jobs jobs, Clock clock) {
		this.table = new SessionTable(jdbc);
		this.clock = clock;
		RemovedJobs removed = new RemovedJobs(jdbc, storage, "out", inboxes, clock);
		SessionJobs ofSession = new SessionJobs(this.table, jobs.search(), jobs.records(), jobs.cancellation(),
				jobs.removal(), removed, jobs.handlers(), jobs.figures(), clock);
		this.removal = new SessionRemoval(this.table, ofSession::remove, removed, clock);
	}

	/**
	 * Make a session that is over and had one seat.
	 * @return the session's seat
	 */
	public Seat over() {
		Instant now = this.clock.instant();
		UUID id = UUID.randomUUID();
		this.table.insert(new Session(id, "over", "OVERAB", 5, 0, now, now.plus(Duration.ofHours(1)), null,
				new Session.LaidDown(false, null, null, null, null, null, null)));
		Seat seat = new Seat(id, 1);
		this.table.insert(new TakenSeat(seat, "Ada", now, false), SeatKeys.digest("a key"));
		this.table.end(id, now);
		return seat;
	}

	/**
	 * Remove a session.
	 */
	public void remove(UUID session) {
		this.removal.remove(session);
	}

	/**
	 * Do what each process does all the time: go on with what was broken off, and look
	 * once more at what may have come late.
	 */
	public void goOn() {
		this.removal.goOn();
	}

	/**
	 * What knows of jobs.
	 *
	 * @param search finds them
	 * @param records reads them
	 * @param cancellation cancels them
	 * @param removal removes them
	 * @param handlers know their kinds
	 * @param figures know what was paid
	 */
	public record Jobs(JobSearch search, JobRecords records, JobCancellation cancellation, JobRemoval removal,
			JobHandlers handlers, ProviderFigures figures) {

	}

}
