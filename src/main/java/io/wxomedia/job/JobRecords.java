package io.wxomedia.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.wxomedia.trace.Origin;
import io.wxomedia.trace.TraceParent;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the database knows of jobs, to be read. Thread-safe.
 */
public final class JobRecords implements AllJobs {

	private final JdbcClient jdbc;

	/**
	 * Create a reader.
	 * @param jdbc the database
	 */
	public JobRecords(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Return everything that is known of a job.
	 * @param id the job
	 * @return the job, or nothing if there is none
	 */
	public Optional<JobRecord> find(JobId id) {
		return this.jdbc.sql("select * from job where id = :id")
			.param("id", id.value())
			.query((row, index) -> JobRows.record(row))
			.optional();
	}

	/**
	 * Return whose a job is.
	 * @param id the job
	 * @return the owner, or nothing if there is no such job
	 */
	public Optional<String> owner(JobId id) {
		return this.jdbc.sql("select owner from job where id = :id")
			.param("id", id.value())
			.query(String.class)
			.optional();
	}

	/**
	 * Return how long the last jobs of a kind were worked on, on average.
	 * @param kind the kind
	 * @return the average, or nothing if none is finished
	 */
	public Optional<Duration> usualWork(String kind) {
		return this.jdbc.sql("""
				select avg(worked_ms) from (
					select worked_ms from job where kind = :kind and finished_at is not null
					order by finished_at desc limit 20) recent
				""")
			.param("kind", kind)
			.query((row, index) -> Optional.ofNullable(row.getBigDecimal(1)))
			.single()
			.map((millis) -> Duration.ofMillis(millis.longValue()));
	}

	/**
	 * Return how long the steps of the last jobs of a kind took that completed, whatever
	 * they waited for included. A job that tries another one again counts for nothing: it
	 * may have its steps from there.
	 * @param kind the kind
	 * @return the median of each step, by what people call it
	 */
	public Map<String, Duration> usualSteps(String kind) {
		Map<String, List<Duration>> all = new HashMap<>();
		this.jdbc.sql("""
				select item.target, item.started_at, item.finished_at from (
					select id from job where kind = :kind and finished_at is not null and verdict = 'completed'
						and retries = false
					order by finished_at desc limit 20) recent join job_item item on item.job_id = recent.id
				where item.started_at is not null and item.finished_at is not null
				""").param("kind", kind).query((row) -> {
			Duration took = Duration.between(Objects.requireNonNull(JobRows.instant(row, "started_at")),
					Objects.requireNonNull(JobRows.instant(row, "finished_at")));
			all.computeIfAbsent(row.getString("target"), (target) -> new ArrayList<>()).add(took);
		});
		Map<String, Duration> usual = new HashMap<>();
		all.forEach((target, took) -> usual.put(target, took.stream().sorted().toList().get(took.size() / 2)));
		return usual;
	}

	@Override
	public List<JobId> all() {
		return this.jdbc.sql("select id from job").query(UUID.class).list().stream().map(JobId::new).toList();
	}

	/**
	 * Return where a job comes from.
	 * @param id the job
	 * @return the trace and the request; nothing if there is no such job, or if it was
	 * accepted by a version that did not note it
	 */
	public Optional<Origin> origin(JobId id) {
		return this.jdbc.sql("select trace_parent, trace_state, request_id from job where id = :id")
			.param("id", id.value())
			.query((row, index) -> {
				String requestId = row.getString("request_id");
				return TraceParent.parse(row.getString("trace_parent"), row.getString("trace_state"))
					.map((trace) -> new Origin(trace, requestId));
			})
			.optional()
			.flatMap((found) -> found);
	}

	/**
	 * Return what the jobs that are not finished take. The index on the state holds all
	 * that is summed up, so no row of a job is read for it.
	 * @return the room that they take and will need
	 */
	public JobSpace space() {
		return this.jdbc.sql("""
				select count(case when state = 'queued' then 1 end) queued,
					count(case when state = 'running' then 1 end) running,
					coalesce(sum(case when state = 'queued' then input_bytes end), 0) waiting,
					coalesce(sum(result_bytes), 0) results
				from job where state in ('queued', 'running')
				""")
			.query((row, index) -> new JobSpace(row.getInt("queued"), row.getInt("running"), row.getLong("waiting"),
					row.getLong("results")))
			.single();
	}

	/**
	 * Count the jobs of an owner that are queued.
	 * @param owner the owner
	 * @return how many there are
	 */
	public int countQueued(String owner) {
		return this.jdbc.sql("select count(*) from job where state = 'queued' and owner = :owner")
			.param("owner", owner)
			.query(Integer.class)
			.single();
	}

	/**
	 * Count the jobs that are not finished.
	 * @return the counts
	 */
	public Backlog backlog() {
		return this.jdbc.sql("""
				select count(case when state = 'queued' then 1 end) queued,
					count(case when state = 'running' then 1 end) running,
					min(case when state = 'queued' then created_at end) oldest
				from job where state in ('queued', 'running')
				""")
			.query((row, index) -> new Backlog(row.getInt("queued"), row.getInt("running"),
					JobRows.instant(row, "oldest")))
			.single();
	}

	/**
	 * Return those of some jobs that were cancelled.
	 * @param ids the jobs
	 * @return those of them that are cancelled, or being cancelled
	 */
	public List<JobId> cancelled(Collection<JobId> ids) {
		return this.jdbc.sql("select id from job where id in (:ids) and cancelled = true")
			.param("ids", ids.stream().map(JobId::value).toList())
			.query(UUID.class)
			.list()
			.stream()
			.map(JobId::new)
			.toList();
	}

	/**
	 * Return the jobs that are being cancelled.
	 * @return the jobs
	 */
	public List<JobRecord> cancelling() {
		return this.jdbc.sql("select * from job where state = 'cancelling'")
			.query((row, index) -> JobRows.record(row))
			.list();
	}

	/**
	 * Count the jobs that are not finished and wait for something.
	 * @param phase what they wait for
	 * @return how many there are
	 */
	public int countWaiting(String phase) {
		return this.jdbc.sql("select count(*) from job where state in ('queued', 'running') and phase = :phase")
			.param("phase", phase)
			.query(Integer.class)
			.single();
	}

	/**
	 * Return the jobs that are queued for something.
	 * @param phases what they wait for
	 * @return the jobs
	 */
	public List<JobId> queued(Set<String> phases) {
		return this.jdbc.sql("select id from job where state = 'queued' and phase in (:phases)")
			.param("phases", phases)
			.query(UUID.class)
			.list()
			.stream()
			.map(JobId::new)
			.toList();
	}

}
