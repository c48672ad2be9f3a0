package io.wxomedia.worker;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.wxomedia.job.DatabaseRetry;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobFinished;
import io.wxomedia.job.JobLife;
import io.wxomedia.job.JobProperties;
import io.wxomedia.job.JobStep;
import io.wxomedia.job.RunLost;
import io.wxomedia.job.Verdict;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.rules.Seat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Gives a job its one verdict: in one transaction with what the caller is told and with
 * the end of the job's queue entry.
 */
class Verdicts {

	private static final Logger logger = LoggerFactory.getLogger(Verdicts.class);

	private final JobLife life;

	private final DatabaseRetry database;

	private final ApplicationEventPublisher events;

	private final PayloadStore payloads;

	private final JobProperties properties;

	private final Clock clock;

	Verdicts(JobLife life, DatabaseRetry database, ApplicationEventPublisher events, PayloadStore payloads,
			JobProperties properties, Clock clock) {
		this.life = life;
		this.database = database;
		this.events = events;
		this.payloads = payloads;
		this.properties = properties;
		this.clock = clock;
	}

	/**
	 * Give a job its verdict.
	 * @param run the job's last run
	 * @param finish how it ended
	 * @param removeEntry removes the job's queue entry, in the transaction
	 * @throws RunLost if a later run has begun
	 */
	void give(FencedRun run, JobStep.Finish finish, Runnable removeEntry) {
		this.database.inTransaction(() -> write(run, finish, removeEntry)).run();
	}

	/**
	 * Write a job's verdict in the caller's transaction.
	 * @param run the job's last run
	 * @param finish how it ended
	 * @param removeEntry removes the job's queue entry, in the transaction
	 * @return what is to be done after the commit
	 * @throws RunLost if a later run has begun
	 */
	Runnable write(FencedRun run, JobStep.Finish finish, Runnable removeEntry) {
		Duration worked = run.worked();
		// What was made in a session stays beside what it was made from.
		boolean inputGoes = finish.verdict() == Verdict.COMPLETED && Seat.of(run.job().owner()).isEmpty();
		JobLife.Kept kept = this.properties.kept(inputGoes, this.clock.instant());
		if (!finish(run, finish, removeEntry, kept, worked)) {
			throw new RunLost(run.job().id(), run.number());
		}
		// Last, as rows of payloads are: who deletes one holds nothing else.
		List<PayloadId> gone = new ArrayList<>(finish.disposable());
		PayloadId input = run.job().input();
		if (input != null && kept.inputUntil() == null) {
			gone.add(input);
		}
		this.payloads.deleteWithTransaction(gone);
		return () -> log(run, finish, worked);
	}

	private static void log(FencedRun run, JobStep.Finish finish, Duration worked) {
		logger.info("[FINISHED] {} job_id={} verdict={} worked={} s{}{}", run.job().kind(), run.job().id(),
				finish.verdict().word(), worked.toMillis() / 1000.0, run.isCancelled() ? " cancelled" : "",
				(finish.error() != null) ? " error=" + finish.error() : "");
	}

	private boolean finish(FencedRun run, JobStep.Finish finish, Runnable removeEntry, JobLife.Kept kept,
			Duration worked) {
		Job job = run.job();
		boolean finished = this.life.finish(job, run.number(), finish, run.isCancelled(), kept, worked);
		if (finished) {
			Job done = new Job(job.id(), job.owner(), job.kind(), job.filename(), job.request(), null, finish.result(),
					finish.resultPayload(), job.callbackUrl(), job.createdAt());
			removeEntry.run();
			Duration waited = Duration.between(job.createdAt(), this.clock.instant()).minus(worked);
			this.events.publishEvent(new JobTimes(job.kind(), waited, worked));
			boolean atOnce = run.number() == 1 && !run.mayHaveTaken();
			this.events.publishEvent(new JobFinished(done, finish.verdict(), finish.message(), atOnce));
		}
		return finished;
	}

}
