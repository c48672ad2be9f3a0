package io.wxomedia.worker;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.wxomedia.job.DatabaseRetry;
import io.wxomedia.job.ItemTable;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobItem;
import io.wxomedia.job.JobItems;
import io.wxomedia.job.JobLife;
import io.wxomedia.job.JobRun;
import org.jspecify.annotations.Nullable;

/**
 * {@link JobItems} of a run: each change holds the job's row first.
 */
class HeldItems implements JobItems {

	private final JobRun run;

	private final ItemTable items;

	private final JobLife life;

	private final DatabaseRetry database;

	HeldItems(JobRun run, ItemTable items, JobLife life, DatabaseRetry database) {
		this.run = run;
		this.items = items;
		this.life = life;
		this.database = database;
	}

	@Override
	public void add(List<NewItem> newItems) {
		change((job) -> this.items.insert(job, newItems));
	}

	@Override
	public List<JobItem> pending(int afterNumber, int limit) {
		return this.items.pending(this.run.job().id(), afterNumber, limit);
	}

	@Override
	public List<JobItem> all(int afterNumber, int limit) {
		return this.items.all(this.run.job().id(), afterNumber, limit);
	}

	@Override
	public void complete(JobItem item, String outputKey, @Nullable String fallbackReason) {
		change((job) -> {
			this.items.complete(job, item.number(), outputKey, fallbackReason);
			this.life.settle(this.run.job(), item, JobItem.State.COMPLETED, outputKey, null);
		});
	}

	@Override
	public void fail(JobItem item, String error) {
		change((job) -> {
			this.items.fail(job, item.number(), error);
			this.life.settle(this.run.job(), item, JobItem.State.FAILED, null, error);
		});
	}

	@Override
	public void save(JobItem step) {
		change((job) -> {
			this.items.save(job, step);
			this.life.step(this.run.job(), step);
		});
	}

	@Override
	public void failPending(String error) {
		change((job) -> this.items.failPending(job, error));
	}

	@Override
	public Counts counts() {
		return this.items.counts(this.run.job().id());
	}

	@Override
	public List<JobItem> remarkable(int limit) {
		return this.items.remarkable(this.run.job().id(), limit);
	}

	@Override
	public Map<String, Integer> fallbackReasons() {
		return this.items.fallbackReasons(this.run.job().id());
	}

	private void change(Consumer<JobId> change) {
		this.database.inTransaction(() -> {
			this.run.hold();
			change.accept(this.run.job().id());
			return true;
		});
	}

}
