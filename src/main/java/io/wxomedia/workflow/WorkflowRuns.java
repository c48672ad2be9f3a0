package io.wxomedia.workflow;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.job.JobId;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What is known of the runs of the workflow beside their jobs. Thread-safe.
 */
public class WorkflowRuns {

	private final JdbcClient jdbc;

	WorkflowRuns(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	void insert(Run run) {
		this.jdbc.sql("""
				insert into workflow_run (job_id, owner, project_id, request_id, place, created_at)
				values (:job, :owner, :project, :request, :place, :at)
				""")
			.param("job", run.job().value())
			.param("owner", run.owner())
			.param("project", run.project())
			.param("request", run.request())
			.param("place", run.place())
			.param("at", run.createdAt().atOffset(ZoneOffset.UTC))
			.update();
	}

	/**
	 * Return the project that a run is of.
	 * @param job the run's job
	 * @return the project, or nothing if it is of none
	 */
	public Optional<String> project(JobId job) {
		return this.jdbc.sql("select project_id from workflow_run where job_id = :job and project_id is not null")
			.param("job", job.value())
			.query(String.class)
			.optional();
	}

	/**
	 * Return the runs that one request started.
	 * @param job the first of them
	 * @return those that are not deleted, in their order
	 */
	List<JobId> startedWith(JobId job) {
		return this.jdbc.sql("""
				select run.job_id from workflow_run run join workflow_run first on first.request_id = run.request_id
				where first.job_id = :job order by run.place
				""").param("job", job.value()).query(UUID.class).list().stream().map(JobId::new).toList();
	}

	/**
	 * Return a page of an owner's runs, newest first.
	 * @param owner whose
	 * @param project of which project, or {@code null} for all
	 * @param limit how many at the most
	 * @param offset how many are left out
	 * @return their jobs
	 */
	public List<JobId> page(String owner, @Nullable String project, int limit, int offset) {
		Map<String, Object> values = values(owner, project);
		values.put("limit", limit);
		values.put("offset", offset);
		return this.jdbc
			.sql("select job_id from workflow_run where " + condition(project)
					+ " order by created_at desc, place desc, job_id limit :limit offset :offset")
			.params(values)
			.query(UUID.class)
			.list()
			.stream()
			.map(JobId::new)
			.toList();
	}

	/**
	 * Count an owner's runs.
	 * @param owner whose
	 * @param project of which project, or {@code null} for all
	 * @return how many there are
	 */
	public int count(String owner, @Nullable String project) {
		return this.jdbc.sql("select count(*) from workflow_run where " + condition(project))
			.params(values(owner, project))
			.query(Integer.class)
			.single();
	}

	private static String condition(@Nullable String project) {
		return "owner = :owner" + ((project != null) ? " and project_id = :project" : "");
	}

	private static Map<String, Object> values(String owner, @Nullable String project) {
		Map<String, Object> values = new HashMap<>();
		values.put("owner", owner);
		if (project != null) {
			values.put("project", project);
		}
		return values;
	}

	/**
	 * A run.
	 *
	 * @param job its job
	 * @param owner whose it is
	 * @param project the project that it is of, or {@code null}
	 * @param request names the runs that were started together
	 * @param place its place among them
	 * @param createdAt when it was accepted
	 */
	record Run(JobId job, String owner, @Nullable String project, UUID request, int place, Instant createdAt) {

	}

}
