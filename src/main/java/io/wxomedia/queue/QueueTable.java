package io.wxomedia.queue;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import com.github.kagkarlsson.scheduler.task.Execution;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The entries of one queue in the database, where db-scheduler's own ways do not reach.
 */
class QueueTable {

	/**
	 * How many entries one statement names.
	 */
	private static final int AT_ONE_TIME = 500;

	/**
	 * What the column holds.
	 */
	private static final int LAST_TURN = 30_000;

	private final JdbcClient jdbc;

	private final String queue;

	private final String instanceName;

	QueueTable(JdbcClient jdbc, String queue, String instanceName) {
		this.jdbc = jdbc;
		this.queue = queue;
		this.instanceName = instanceName;
	}

	String name() {
		return this.queue + "_queue";
	}

	/**
	 * Write an entry, unless there is one. db-scheduler itself would look for one first,
	 * which is a statement more; it runs the entry of the highest priority first.
	 */
	void insert(String id, Instant notBefore, int turn) {
		this.jdbc.sql("""
				insert into %s (task_name, task_instance, execution_time, picked, version, priority)
				values (:name, :id, :at, false, 1, :priority) on conflict do nothing
				""".formatted(name()))
			.param("name", this.queue)
			.param("id", id)
			.param("at", notBefore.atOffset(ZoneOffset.UTC))
			.param("priority", -Math.min(turn, LAST_TURN))
			.update();
	}

	/**
	 * Bring entries that wait forward. One that runs keeps this in its time, for when it
	 * is put back: what it is woken for may be what it has just looked for in vain.
	 * @return how many were brought forward
	 */
	int hasten(Collection<String> ids, Instant latest) {
		List<String> all = List.copyOf(ids);
		int hastened = 0;
		for (int from = 0; from < all.size(); from += AT_ONE_TIME) {
			// Who has just picked an entry, or is about to, finds another version of it.
			hastened += this.jdbc.sql("""
					update %s set execution_time = :latest,
						version = case when picked = true then version else version + 1 end
					where task_name = :name and task_instance in (:ids) and (picked = false and execution_time > :latest
						or picked = true and execution_time < :latest)
					""".formatted(name()))
				.param("latest", latest.atOffset(ZoneOffset.UTC))
				.param("name", this.queue)
				.param("ids", all.subList(from, Math.min(from + AT_ONE_TIME, all.size())))
				.update();
		}
		return hastened;
	}

	/**
	 * Return where an entry stands, if it waits: behind those that are due when it is and
	 * have an earlier turn, or the same one and are due before it.
	 */
	Optional<WorkQueue.Place> place(String id, Instant now) {
		Optional<Waiting> waiting = this.jdbc.sql("""
				select execution_time, coalesce(priority, 0) as turn from %s
				where task_name = :name and task_instance = :id and picked = false
				""".formatted(name()))
			.param("name", this.queue)
			.param("id", id)
			.query((row, index) -> new Waiting(row.getObject("execution_time", OffsetDateTime.class),
					row.getInt("turn")))
			.optional();
		return waiting.map((entry) -> this.jdbc.sql("""
				select count(case when picked = false and execution_time <= :reach and (
						coalesce(priority, 0) > :turn or coalesce(priority, 0) = :turn
						and (execution_time < :due or execution_time = :due and task_instance < :id)) then 1 end) ahead,
					count(case when picked = true then 1 end) running
				from %s where task_name = :name
				""".formatted(name()))
			.param("reach", entry.due().toInstant().isAfter(now) ? entry.due() : now.atOffset(ZoneOffset.UTC))
			.param("turn", entry.turn())
			.param("due", entry.due())
			.param("id", id)
			.param("name", this.queue)
			.query((row, index) -> new WorkQueue.Place(row.getInt("ahead"), row.getInt("running"),
					entry.due().toInstant()))
			.single());
	}

	/**
	 * Put an entry back after a run that went well. It may be gone meanwhile: whoever
	 * ends a job from outside removes its entry. It is due earlier if it was brought
	 * forward while it ran.
	 */
	void again(Execution execution, Instant at, Instant now) {
		this.jdbc.sql("""
				update %s set picked = false, picked_by = null, last_heartbeat = null, last_success = :now,
					consecutive_failures = 0, version = version + 1,
					execution_time = case when execution_time > :due and execution_time < :at then execution_time
						else cast(:at as timestamp with time zone) end
				where task_name = :name and task_instance = :id and version = :version
				""".formatted(name()))
			.param("now", now.atOffset(ZoneOffset.UTC))
			.param("due", execution.executionTime.atOffset(ZoneOffset.UTC))
			.param("at", at.atOffset(ZoneOffset.UTC))
			.param("name", this.queue)
			.param("id", execution.getId())
			.param("version", execution.version)
			.update();
	}

	/**
	 * Put an entry back after a run that failed, or that nobody ends any more. It may be
	 * gone meanwhile.
	 */
	void failed(Execution execution, Instant at, Instant now) {
		this.jdbc.sql("""
				update %s set picked = false, picked_by = null, last_heartbeat = null, last_failure = :now,
					consecutive_failures = :failures, version = version + 1, execution_time = :at
				where task_name = :name and task_instance = :id and version = :version
				""".formatted(name()))
			.param("now", now.atOffset(ZoneOffset.UTC))
			.param("failures", execution.consecutiveFailures + 1)
			.param("at", at.atOffset(ZoneOffset.UTC))
			.param("name", this.queue)
			.param("id", execution.getId())
			.param("version", execution.version)
			.update();
	}

	/**
	 * Remove an entry that is done, unless it is gone already or somebody else's.
	 */
	void done(Execution execution) {
		this.jdbc
			.sql("delete from %s where task_name = :name and task_instance = :id and version = :version"
				.formatted(name()))
			.param("name", this.queue)
			.param("id", execution.getId())
			.param("version", execution.version)
			.update();
	}

	void remove(String id) {
		this.jdbc.sql("delete from %s where task_name = :name and task_instance = :id".formatted(name()))
			.param("name", this.queue)
			.param("id", id)
			.update();
	}

	/**
	 * Only if it is still held as it was picked: it may be gone, or picked again since,
	 * by another instance or another thread of this one.
	 */
	void release(Execution execution, Instant at) {
		this.jdbc.sql("""
				update %s set picked = false, picked_by = null, last_heartbeat = null, version = version + 1,
					execution_time = :at
				where task_name = :name and task_instance = :id and picked_by = :me and version = :version
				""".formatted(name()))
			.param("at", at.atOffset(ZoneOffset.UTC))
			.param("name", this.queue)
			.param("id", execution.getId())
			.param("me", this.instanceName)
			.param("version", execution.version)
			.update();
	}

	/**
	 * Take the leases of processes that are dead.
	 * @return how many there were
	 */
	int freeLeases() {
		return this.jdbc.sql("""
				update %s set picked = false, picked_by = null, last_heartbeat = null, version = version + 1
				where picked = true
				""".formatted(name())).update();
	}

	/**
	 * Take back the own leases of entries that nobody works on.
	 * @param atWork those that somebody does work on
	 * @return how many there were
	 */
	int freeOwn(Collection<String> atWork) {
		List<String> picked = this.jdbc
			.sql("select task_instance from %s where task_name = :name and picked = true and picked_by = :me"
				.formatted(name()))
			.param("name", this.queue)
			.param("me", this.instanceName)
			.query(String.class)
			.list();
		List<String> idle = picked.stream().filter((id) -> !atWork.contains(id)).toList();
		return idle.isEmpty() ? 0
				: this.jdbc.sql("""
						update %s set picked = false, picked_by = null, last_heartbeat = null, version = version + 1
						where task_name = :name and picked = true and picked_by = :me and task_instance in (:ids)
						""".formatted(name()))
					.param("name", this.queue)
					.param("me", this.instanceName)
					.param("ids", idle)
					.update();
	}

	/**
	 * Return the moments, after this one, when entries that wait are due.
	 */
	List<Instant> dueAfter(Instant now) {
		return this.jdbc.sql("""
				select distinct execution_time from %s
				where task_name = :name and picked = false and execution_time > :now
				""".formatted(name()))
			.param("name", this.queue)
			.param("now", now.atOffset(ZoneOffset.UTC))
			.query(OffsetDateTime.class)
			.list()
			.stream()
			.map(OffsetDateTime::toInstant)
			.toList();
	}

	int dueEntries(Instant now) {
		return this.jdbc
			.sql("select count(*) from %s where picked = false and task_name = :name and execution_time <= :now"
				.formatted(name()))
			.param("name", this.queue)
			.param("now", now.atOffset(ZoneOffset.UTC))
			.query(Integer.class)
			.single();
	}

	/**
	 * An entry that waits; of two that are due the higher turn is the next.
	 */
	private record Waiting(OffsetDateTime due, int turn) {
	}

}
