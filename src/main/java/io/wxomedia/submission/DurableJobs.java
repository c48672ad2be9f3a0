package io.wxomedia.submission;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.wxomedia.job.DatabaseRetry;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobLife;
import io.wxomedia.job.JobProperties;
import io.wxomedia.job.JobSpace;
import io.wxomedia.job.NewJob;
import io.wxomedia.web.Refusal;
import io.wxomedia.worker.JobLanes;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@link Jobs} in the database: a job, its key and its queue entry are written together,
 * or not at all.
 */
class DurableJobs implements Jobs {

	private final QueueRoom room;

	private final Turns turns;

	private final JobLife life;

	private final IdempotencyKeys keys;

	private final JobLanes lanes;

	private final List<SubmissionCheck> checks;

	private final List<Acceptance> acceptances;

	private final DatabaseRetry database;

	private final JobProperties properties;

	private final Clock clock;

	DurableJobs(QueueRoom room, Turns turns, JobLife life, IdempotencyKeys keys, JobLanes lanes,
			List<SubmissionCheck> checks, List<Acceptance> acceptances, TransactionTemplate transactions,
			JobProperties properties, Clock clock) {
		this.room = room;
		this.turns = turns;
		this.life = life;
		this.keys = keys;
		this.lanes = lanes;
		this.checks = checks;
		this.acceptances = acceptances;
		this.database = DatabaseRetry.ofConflicts(transactions);
		this.properties = properties;
		this.clock = clock;
	}

	@Override
	public Accepted accept(NewJob job, Consumer<JobId> alongside) {
		return acceptAll(List.of(job), (ids) -> alongside.accept(ids.get(0))).get(0);
	}

	@Override
	public List<Accepted> acceptAll(List<NewJob> jobs, Consumer<List<JobId>> alongside) {
		NewJob first = jobs.get(0);
		Optional<Accepted> before = repeated(first);
		if (before.isPresent()) {
			return List.of(before.get());
		}
		this.checks.forEach((check) -> check.check(first));
		try {
			return this.database.inTransaction(() -> write(jobs, alongside));
		}
		catch (DuplicateKeyException ex) {
			// The same key at the same moment: the other request was a little faster.
			return List.of(repeated(first).orElseThrow(() -> ex));
		}
	}

	private Optional<Accepted> repeated(NewJob job) {
		NewJob.Idempotency idempotency = job.idempotency();
		return (idempotency != null) ? repeated(job.owner(), idempotency) : Optional.empty();
	}

	@Override
	public Optional<Accepted> repeated(String owner, NewJob.Idempotency idempotency) {
		return this.keys.find(owner, idempotency.key(), this.clock.instant().minus(IdempotencyKeys.KEPT))
			.map((used) -> {
				if (!used.fingerprint().equals(idempotency.fingerprint())) {
					throw Refusal.unprocessable("idempotency_key_reused",
							"This Idempotency-Key was used for another request within the last 24 hours; use a new key.");
				}
				return new Accepted(used.job(), true);
			});
	}

	private List<Accepted> write(List<NewJob> jobs, Consumer<List<JobId>> alongside) {
		int turn = turn(jobs, requireRoom(jobs));
		List<JobId> ids = jobs.stream().map(this::write).toList();
		alongside.accept(ids);
		for (int index = 0; index < ids.size(); index++) {
			for (Acceptance acceptance : this.acceptances) {
				acceptance.accepted(ids.get(index), jobs.get(index));
			}
		}
		for (int index = 0; index < ids.size(); index++) {
			this.lanes.of(jobs.get(index).kind()).add(ids.get(index).toString(), this.clock.instant(), turn + index);
		}
		return ids.stream().map((id) -> new Accepted(id, false)).toList();
	}

	/**
	 * Callers take turns: the one who was served least, or has least waiting, comes
	 * first. What begins at once needs no turn.
	 */
	private int turn(List<NewJob> jobs, JobSpace space) {
		if (space.queued() + space.running() < this.properties.maxConcurrent()) {
			return 0;
		}
		return this.turns.next(jobs.get(0).owner(), jobs.size());
	}

	private JobSpace requireRoom(List<NewJob> jobs) {
		long bytes = jobs.stream().mapToLong((job) -> job.room().inputBytes()).sum();
		long mostBytes = this.properties.maxQueuedBytes().toBytes();
		JobSpace space = this.room.space((known) -> known.queued() + jobs.size() <= this.properties.maxQueued() / 2
				&& known.waiting() + bytes <= mostBytes / 2);
		if (space.queued() + jobs.size() > this.properties.maxQueued()) {
			throw new Refusal(HttpStatus.SERVICE_UNAVAILABLE, "queue_full",
					"All " + this.properties.maxQueued()
							+ " places in the queue (MAX_QUEUED_JOBS) are taken; send the request again later.",
					Duration.ofSeconds(10), null);
		}
		// Other instances accept as well.
		if (space.waiting() + bytes > mostBytes) {
			throw Admission.queueFull(mostBytes);
		}
		this.room
			.add(new JobSpace(jobs.size(), 0, bytes, jobs.stream().mapToLong((job) -> job.room().resultBytes()).sum()));
		return space;
	}

	private JobId write(NewJob job) {
		JobId id = JobId.random();
		this.life.accept(id, job);
		if (job.idempotency() != null) {
			this.keys.insert(job.owner(), job.idempotency(), id, this.clock.instant(), IdempotencyKeys.KEPT);
		}
		return id;
	}

}
