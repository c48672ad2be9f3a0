package io.wxomedia.worker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.wxomedia.job.DatabaseRetry;
import io.wxomedia.job.ItemTable;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobItems;
import io.wxomedia.job.JobLife;
import io.wxomedia.job.JobRun;
import io.wxomedia.job.RunLost;

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

	FencedRun(JobLife.Begun begun, JobLife life, ItemTable items, DatabaseRetry database, Clock clock) {
		this.begun = begun;
		this.life = life;
		this.database = database;
		this.items = new HeldItems(this, items, life, database);
		this.clock = clock;
		this.runStartedAt = clock.instant();
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
		mustBeOurs(this.life.countAttempt(job(), number(), model));
	}

	@Override
	public void show(Progress progress) {
		mustBeOurs(this.database.inTransaction(() -> this.life.show(job(), number(), progress)));
	}

	@Override
	public JobItems items() {
		return this.items;
	}

	/**
	 * Return whether all that is left is to end the job.
	 */
	boolean isCancelled() {
		return this.begun.cancelled();
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
