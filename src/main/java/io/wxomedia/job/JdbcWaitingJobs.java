package io.wxomedia.job;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.wxomedia.queue.WorkQueue;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@link WaitingJobs} by the database.
 */
class JdbcWaitingJobs implements WaitingJobs {

	private final JdbcClient jdbc;

	private final List<WorkQueue> queues;

	private final Clock clock;

	JdbcWaitingJobs(JdbcClient jdbc, List<WorkQueue> queues, Clock clock) {
		this.jdbc = jdbc;
		this.queues = queues;
		this.clock = clock;
	}

	@Override
	public int count(String phase) {
		return this.jdbc.sql("select count(*) from job where state in ('queued', 'running') and phase = :phase")
			.param("phase", phase)
			.query(Integer.class)
			.single();
	}

	@Override
	public int hasten(Set<String> phases) {
		List<String> waiting = this.jdbc.sql("select id from job where state = 'queued' and phase in (:phases)")
			.param("phases", phases)
			.query(UUID.class)
			.list()
			.stream()
			.map(UUID::toString)
			.toList();
		Instant now = this.clock.instant();
		// A queue leaves alone what waits in another.
		return this.queues.stream().mapToInt((queue) -> queue.hasten(waiting, now)).sum();
	}

}
