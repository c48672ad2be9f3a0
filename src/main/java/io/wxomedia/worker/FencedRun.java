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

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

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

	private volatile boolean called;

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
	public boolean mayHaveCalled() {
		return this.begun.attempts() > 0 || this.called;
	}

	@Override
	public boolean mayHaveTaken() {
		return this.begun.retries();
	}

	@Override
	public void countAttempt(String model) {
		this.called = true;
		boolean begins = !this.told.getAndSet(true);
		mustBeOurs(this.life.countAttempt(job(), number(), model, begins));
		if (begins && TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCompletion(int status) {
					FencedRun.this.told.set(status == STATUS_COMMITTED);
				}

			});
		}
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
