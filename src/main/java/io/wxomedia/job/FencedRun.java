package io.wxomedia.job;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * {@link JobRun} whose every change is conditional on its own number.
 */
class FencedRun implements JobRun {

	private final JobTable.Begun begun;

	private final JobTable jobs;

	private final JobItems items;

	private final Clock clock;

	private final Instant runStartedAt;

	FencedRun(JobTable.Begun begun, JobTable jobs, ItemTable items, DatabaseRetry database, Clock clock) {
		this.begun = begun;
		this.jobs = jobs;
		this.items = new HeldItems(this, items, database);
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
		mustBeOurs(this.jobs.hold(job().id(), number()));
	}

	@Override
	public void countAttempt(String model) {
		mustBeOurs(this.jobs.countAttempt(job().id(), number(), model));
	}

	@Override
	public void show(Progress progress) {
		mustBeOurs(this.jobs.show(job().id(), number(), progress));
	}

	@Override
	public JobItems items() {
		return this.items;
	}

	private void mustBeOurs(boolean changed) {
		if (!changed) {
			throw new RunLost(job().id(), number());
		}
	}

}
