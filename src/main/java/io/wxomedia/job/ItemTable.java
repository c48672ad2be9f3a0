package io.wxomedia.job;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import io.wxomedia.payload.PayloadId;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The items of jobs in the database.
 */
public class ItemTable {

	/**
	 * So that a statement stays short.
	 */
	private static final int INSERTED_AT_ONCE = 200;

	private final JdbcClient jdbc;

	/**
	 * Create a table.
	 * @param jdbc the database
	 */
	public ItemTable(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Write the items of a new job.
	 * @param job the job
	 * @param items its items; their places in the job are counted from 1
	 */
	public void insert(JobId job, List<JobItems.NewItem> items) {
		for (int first = 0; first < items.size(); first += INSERTED_AT_ONCE) {
			insert(job, first + 1, items.subList(first, Math.min(items.size(), first + INSERTED_AT_ONCE)));
		}
	}

	private void insert(JobId job, int first, List<JobItems.NewItem> items) {
		String rows = String.join(", ", Collections.nCopies(items.size(), "(?, ?, ?, ?, 'pending', false)"));
		List<Object> values = new ArrayList<>(4 * items.size());
		int number = first;
		for (JobItems.NewItem item : items) {
			values.add(job.value());
			values.add(number++);
			values.add(item.key());
			values.add(item.target());
		}
		this.jdbc.sql("insert into job_item (job_id, number, item_key, target, state, fallback) values " + rows)
			.params(values)
			.update();
	}

	/**
	 * Return items that are not done yet.
	 * @param job the job
	 * @param afterNumber only items with a higher number
	 * @param limit how many at the most
	 * @return the items, in order
	 */
	public List<JobItem> pending(JobId job, int afterNumber, int limit) {
		return this.jdbc.sql("""
				select * from job_item where job_id = :job and state = 'pending' and number > :after
				order by number limit :limit
				""")
			.param("job", job.value())
			.param("after", afterNumber)
			.param("limit", limit)
			.query((row, index) -> item(row))
			.list();
	}

	/**
	 * Return items of a job.
	 * @param job the job
	 * @param limit how many at the most
	 * @return the items, in order
	 */
	public List<JobItem> all(JobId job, int limit) {
		return all(job, 0, limit);
	}

	/**
	 * Return items of a job.
	 * @param job the job
	 * @param afterNumber only items with a higher number
	 * @param limit how many at the most
	 * @return the items, in order
	 */
	public List<JobItem> all(JobId job, int afterNumber, int limit) {
		return this.jdbc.sql("""
				select * from job_item where job_id = :job and number > :after order by number limit :limit
				""")
			.param("job", job.value())
			.param("after", afterNumber)
			.param("limit", limit)
			.query((row, index) -> item(row))
			.list();
	}

	/**
	 * Return an item.
	 * @param job the job
	 * @param number its number, from 1
	 * @return the item, or nothing if there is none
	 */
	public Optional<JobItem> find(JobId job, int number) {
		return this.jdbc.sql("select * from job_item where job_id = :job and number = :number")
			.param("job", job.value())
			.param("number", number)
			.query((row, index) -> item(row))
			.optional();
	}

	/**
	 * Return the items that have something to tell: those that failed or fell back.
	 * @param job the job
	 * @param limit how many at the most
	 * @return the items, in order
	 */
	public List<JobItem> remarkable(JobId job, int limit) {
		return this.jdbc.sql("""
				select * from job_item where job_id = :job and (state = 'failed' or fallback = true)
				order by number limit :limit
				""").param("job", job.value()).param("limit", limit).query((row, index) -> item(row)).list();
	}

	/**
	 * Note the result of an item, unless it is settled.
	 * @param job the job
	 * @param number the item
	 * @param outputKey where its result is
	 * @param fallbackReason why the local fallback made it, or {@code null}
	 */
	public void complete(JobId job, int number, String outputKey, @Nullable String fallbackReason) {
		this.jdbc.sql("""
				update job_item set state = 'completed', output_key = :key, fallback = :fallback,
					fallback_reason = :reason
				where job_id = :job and number = :number and state = 'pending'
				""")
			.param("key", outputKey)
			.param("fallback", fallbackReason != null)
			.param("reason", fallbackReason)
			.param("job", job.value())
			.param("number", number)
			.update();
	}

	/**
	 * Note that an item has no result, unless it is settled.
	 * @param job the job
	 * @param number the item
	 * @param error why
	 */
	public void fail(JobId job, int number, String error) {
		this.jdbc.sql("""
				update job_item set state = 'failed', error = :error
				where job_id = :job and number = :number and state = 'pending'
				""").param("error", error).param("job", job.value()).param("number", number).update();
	}

	/**
	 * Write a step as it is now, unless it is settled.
	 * @param job the job
	 * @param step the step
	 */
	public void save(JobId job, JobItem step) {
		JobItem.Work work = step.work();
		this.jdbc.sql("""
				update job_item set state = :state, output_key = :key, error = :error, progress = :progress,
					attempt = :attempt, started_at = :started, finished_at = :finished, result = :result,
					payload = :payload
				where job_id = :job and number = :number and state in ('pending', 'processing')
				""")
			.param("state", step.state().word())
			.param("key", step.outputKey())
			.param("error", step.error())
			.param("progress", work.progress())
			.param("attempt", work.attempt())
			.param("started", (work.startedAt() != null) ? work.startedAt().atOffset(ZoneOffset.UTC) : null)
			.param("finished", (work.finishedAt() != null) ? work.finishedAt().atOffset(ZoneOffset.UTC) : null)
			.param("result", work.result())
			.param("payload", (work.payload() != null) ? work.payload().value() : null)
			.param("job", job.value())
			.param("number", step.number())
			.update();
	}

	/**
	 * Return the payloads that steps name.
	 * @param onlyTaken whether only those are meant that a step has from another job and
	 * did not copy yet
	 * @return the payloads
	 */
	public Set<PayloadId> payloads(boolean onlyTaken) {
		return this.jdbc
			.sql("select payload from job_item where payload is not null"
					+ (onlyTaken ? " and started_at is null" : ""))
			.query(UUID.class)
			.list()
			.stream()
			.map(PayloadId::new)
			.collect(Collectors.toSet());
	}

	/**
	 * Fail every item that is not done yet.
	 * @param job the job
	 * @param error why
	 */
	public void failPending(JobId job, String error) {
		this.jdbc.sql("update job_item set state = 'failed', error = :error where job_id = :job and state = 'pending'")
			.param("error", error)
			.param("job", job.value())
			.update();
	}

	/**
	 * Count the items of a job.
	 * @param job the job
	 * @return the counts
	 */
	public JobItems.Counts counts(JobId job) {
		return this.jdbc.sql("""
				select count(*) as total, count(case when state = 'completed' then 1 end) as completed,
					count(case when state = 'failed' then 1 end) as failed,
					count(case when fallback = true then 1 end) as fallbacks
				from job_item where job_id = :job
				""")
			.param("job", job.value())
			.query((row, index) -> new JobItems.Counts(row.getInt("total"), row.getInt("completed"),
					row.getInt("failed"), row.getInt("fallbacks")))
			.single();
	}

	/**
	 * Return why the local fallback made results.
	 * @param job the job
	 * @return how many it made, by the reason
	 */
	public Map<String, Integer> fallbackReasons(JobId job) {
		return this.jdbc.sql("""
				select fallback_reason, count(*) as made from job_item
				where job_id = :job and fallback_reason is not null
				group by fallback_reason
				""")
			.param("job", job.value())
			.query((row, index) -> Map.entry(row.getString("fallback_reason"), row.getInt("made")))
			.list()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	/**
	 * Give a job the same items as another, none of them done.
	 * @param earlier the job that has the items
	 * @param again the job that gets them
	 */
	public void copy(JobId earlier, JobId again) {
		this.jdbc.sql("""
				insert into job_item (job_id, number, item_key, target, state, fallback)
				select :again, number, item_key, target, 'pending', false from job_item where job_id = :earlier
				""").param("again", again.value()).param("earlier", earlier.value()).update();
	}

	private static JobItem item(ResultSet row) throws SQLException {
		return new JobItem(row.getInt("number"), row.getString("item_key"), row.getString("target"),
				JobItem.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)), row.getString("output_key"),
				row.getString("error"), row.getString("fallback_reason"),
				new JobItem.Work(row.getInt("progress"), row.getInt("attempt"), JobRows.instant(row, "started_at"),
						JobRows.instant(row, "finished_at"), row.getString("result"), JobRows.payload(row, "payload")));
	}

}
