package io.wxomedia.image;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

import io.wxomedia.job.Job;
import io.wxomedia.job.JobFinished;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRecord;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.JobState;
import io.wxomedia.job.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Manifests that come after the verdict: of batches that were cancelled or failed outside
 * their run, and of those whose store did not take it before. They are noted in the
 * verdict's transaction and written at once in the background, by another process if this
 * one dies, and again until the store takes them or the time for that is over. A second
 * time replaces the first. Thread-safe.
 */
class DueManifests implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(DueManifests.class);

	/**
	 * Longer than one takes to be written: nobody else takes it meanwhile.
	 */
	private static final Duration AGAIN = Duration.ofMinutes(1);

	private final JdbcClient jdbc;

	private final BatchManifest manifest;

	private final JobRecords jobs;

	private final Duration patience;

	private final Clock clock;

	/**
	 * Those whose verdict comes next from here and whose manifest is not written.
	 */
	private final Set<JobId> unwritten = ConcurrentHashMap.newKeySet();

	private final ExecutorService background;

	DueManifests(JdbcClient jdbc, BatchManifest manifest, JobRecords jobs, Duration patience, Clock clock) {
		this.jdbc = jdbc;
		this.manifest = manifest;
		this.jobs = jobs;
		this.patience = patience;
		this.clock = clock;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("manifests-");
		threads.setDaemon(true);
		this.background = Executors.newSingleThreadExecutor(threads);
	}

	/**
	 * Write the manifest of a batch that is about to have its verdict, or see to it that
	 * it is written afterwards.
	 * @throws InterruptedException if the service stops, or the job is cancelled
	 */
	void write(Job job) throws InterruptedException {
		if (this.manifest.write(job)) {
			this.unwritten.remove(job.id());
		}
		else {
			this.unwritten.add(job.id());
		}
	}

	@EventListener
	void note(JobFinished finished) {
		if (isLeft(finished)) {
			JobId job = finished.job().id();
			Instant now = this.clock.instant();
			this.jdbc.sql("insert into due_manifest (job_id, due_at, given_up_at) values (:job, :due, :end)")
				.param("job", job.value())
				.param("due", at(now))
				.param("end", at(now.plus(this.patience)))
				.update();
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCommit() {
					noted(job);
				}

			});
		}
	}

	private void noted(JobId job) {
		this.unwritten.remove(job);
		try {
			this.background.execute(this::writeDue);
		}
		catch (RejectedExecutionException ex) {
			logger.info("The manifest of batch {} is written after the next start", job);
		}
	}

	/**
	 * What failed did so outside its run, or has no more than an empty manifest, which is
	 * written once more.
	 */
	private boolean isLeft(JobFinished finished) {
		return finished.job().kind().equals(ImageKinds.BATCH)
				&& (finished.verdict() == Verdict.FAILED || this.unwritten.contains(finished.job().id()));
	}

	/**
	 * Write what is due now. What becomes due meanwhile, since the store hangs, is for
	 * the next time, or this would not end.
	 */
	void writeDue() {
		Instant now = this.clock.instant();
		try {
			for (Optional<UUID> next = due(now); next.isPresent(); next = due(now)) {
				if (claim(next.get())) {
					write(new JobId(next.get()));
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			logger.warn("What is left of manifests is written later", ex);
		}
	}

	private Optional<UUID> due(Instant now) {
		return this.jdbc.sql("select job_id from due_manifest where due_at <= :now order by due_at limit 1")
			.param("now", at(now))
			.query(UUID.class)
			.optional();
	}

	private boolean claim(UUID job) {
		Instant now = this.clock.instant();
		return this.jdbc.sql("update due_manifest set due_at = :again where job_id = :job and due_at <= :now")
			.param("again", at(now.plus(AGAIN)))
			.param("job", job)
			.param("now", at(now))
			.update() > 0;
	}

	private void write(JobId id) throws InterruptedException {
		Optional<Job> job = this.jobs.find(id)
			.filter((record) -> record.state() == JobState.FINISHED)
			.map(JobRecord::job);
		if (job.isPresent() && isWritten(job.get())) {
			remove(id);
		}
		else if (this.jdbc.sql("select job_id from due_manifest where job_id = :job and given_up_at <= :now")
			.param("job", id.value())
			.param("now", at(this.clock.instant()))
			.query(UUID.class)
			.optional()
			.isPresent()) {
			logger.warn("Batch {} stays without its manifest: it could not be written for {} s", id,
					this.patience.toSeconds());
			remove(id);
		}
	}

	/**
	 * One that cannot be built keeps no other one waiting, and is given up in its time.
	 */
	private boolean isWritten(Job job) throws InterruptedException {
		try {
			return this.manifest.write(job);
		}
		catch (RuntimeException ex) {
			logger.warn("The manifest of batch {} is not written", job.id(), ex);
			return false;
		}
	}

	private void remove(JobId id) {
		this.jdbc.sql("delete from due_manifest where job_id = :job").param("job", id.value()).update();
	}

	private static OffsetDateTime at(Instant moment) {
		return moment.atOffset(ZoneOffset.UTC);
	}

	@Override
	public void close() {
		this.background.shutdownNow();
	}

}
