package io.wxomedia.worker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

import io.wxomedia.job.DatabaseRetry;
import io.wxomedia.job.ItemTable;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobItems;
import io.wxomedia.job.JobLife;
import io.wxomedia.job.JobRun;
import io.wxomedia.job.RunLost;
import org.jspecify.annotations.Nullable;

/**
 * {@link JobRun} whose every change is conditional on its own number.
 */
class FencedRun implements JobRun {

	private final JobLife.Begun begun;

	private final JobLife life;

	private final DatabaseRetry database;

	private final JobItems items;

	private final Clock clock;

	private final Instant runStartedAt;

	/**
	 * Whether the log of events knows that the job runs.
	 */
	private final AtomicBoolean told;

	FencedRun(JobLife.Begun begun, JobLife life, ItemTable items, DatabaseRetry database, Clock clock) {
		this.begun = begun;
		this.life = life;
		this.database = database;
		this.items = new HeldItems(this, items, life, database);
		this.clock = clock;
		this.runStartedAt = clock.instant();
		this.told = new AtomicBoolean(begun.waitedFor() == null);
	}

	@Override
	public Job job() {
		return this.begun.job();
	}

	@Override
	public int number() {
		return this.begun.run();
	}

	@Override
	public Instant startedAt() {
		return this.begun.startedAt();
	}

	@Override
	public Duration worked() {
		return this.begun.worked().plus(Duration.between(this.runStartedAt, this.clock.instant()));
	}

	@Override
	public void hold() {
		mustBeOurs(this.life.hold(job(), number()));
	}

	@Override
	public void countAttempt(String model) {
		// Should this be rolled back, it takes the run with it.
		mustBeOurs(this.life.countAttempt(job(), number(), model, !this.told.getAndSet(true)));
	}

	@Override
	public void show(Progress progress) {
		boolean begins = !this.told.get();
		mustBeOurs(this.database.inTransaction(() -> this.life.show(job(), number(), progress, begins)));
		this.told.set(true);
	}

	@Override
	public JobItems items() {
		return this.items;
	}

	@Override
	public boolean isCancelled() {
		return this.begun.cancelled();
	}

	/**
	 * Return whether the log of events says already that the job waits for something.
	 */
	boolean isToldToWaitFor(@Nullable String phase) {
		return !this.told.get() && Objects.equals(this.begun.waitedFor(), phase);
	}

	int crashes() {
		return this.begun.crashes();
	}

	private void mustBeOurs(boolean changed) {
		if (!changed) {
			throw new RunLost(job().id(), number());
		}
	}

}
