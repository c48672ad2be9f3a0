package io.wxomedia.generation;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.wxomedia.job.JobId;
import io.wxomedia.job.SharedPayloads;
import io.wxomedia.payload.PayloadId;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The submissions of earlier jobs whose videos later jobs use. Thread-safe.
 */
class TakenCallTable implements SharedPayloads {

	private final JdbcClient jdbc;

	private final Duration timeout;

	private final Clock clock;

	TakenCallTable(JdbcClient jdbc, Duration timeout, Clock clock) {
		this.jdbc = jdbc;
		this.timeout = timeout;
		this.clock = clock;
	}

	/**
	 * Let a job that tries another one again name the videos of that one. The calls are
	 * the earlier job's, so they are not named.
	 */
	void takeOver(JobId earlier, JobId again) {
		List<UUID> made = this.jdbc.sql(
				"select id from remote_call where job_id = :job and state in ('DONE', 'TAKEN') and payload is not null")
			.param("job", earlier.value())
			.query(UUID.class)
			.list();
		for (UUID id : made) {
			this.jdbc
				.sql("""
						insert into remote_call (id, job_id, item, run, provider, model, state, tells, created_at, next_look_at,
							deadline, percent, payload, mime_type, length)
						select :new, :job, item, 0, provider, model, 'TAKEN', false, created_at, next_look_at,
							deadline, percent, payload, mime_type, length
						from remote_call where id = :id
						""")
				.param("new", UUID.randomUUID())
				.param("job", again.value())
				.param("id", id)
				.update();
		}
		takeOverUnfetched(earlier, again);
	}

	/**
	 * What is made and was not fetched is still the provider's, and asked for by the same
	 * name. It is paid for by the earlier job's call.
	 */
	private void takeOverUnfetched(JobId earlier, JobId again) {
		List<UUID> made = this.jdbc.sql("""
				select id from remote_call unfetched
				where job_id = :job and state in ('FAILED', 'CANCELLED') and made_at is not null
					and request_id is not null and not exists (select 1 from remote_call fetched
						where fetched.job_id = :job and fetched.item = unfetched.item
							and fetched.state in ('DONE', 'TAKEN'))
				""").param("job", earlier.value()).query(UUID.class).list();
		OffsetDateTime now = this.clock.instant().atOffset(ZoneOffset.UTC);
		for (UUID id : made) {
			this.jdbc
				.sql("""
						insert into remote_call (id, job_id, item, run, provider, model, state, tells, request_id, status_url,
							response_url, cancel_url, created_at, next_look_at, deadline)
						select :new, :job, item, 0, provider, model, 'ACCEPTED', false, request_id, status_url,
							response_url, cancel_url, cast(:now as timestamp(6) with time zone),
							cast(:now as timestamp(6) with time zone), cast(:deadline as timestamp(6) with time zone)
						from remote_call where id = :id
						""")
				.param("new", UUID.randomUUID())
				.param("job", again.value())
				.param("now", now)
				.param("deadline", now.plus(this.timeout))
				.param("id", id)
				.update();
		}
	}

	/**
	 * Write down that a video of an earlier job was copied.
	 * @return {@code false} if it was copied before
	 */
	boolean copied(UUID id, PayloadId copy) {
		return this.jdbc
			.sql("update remote_call set state = 'DONE', payload = :copy where id = :id and state = 'TAKEN'")
			.param("copy", copy.value())
			.param("id", id)
			.update() > 0;
	}

	/**
	 * Forget a video of an earlier job that cannot be read any more.
	 */
	void forget(UUID id) {
		this.jdbc.sql("delete from remote_call where id = :id and state = 'TAKEN'").param("id", id).update();
	}

	@Override
	public Set<PayloadId> inUse() {
		Set<PayloadId> payloads = new HashSet<>();
		this.jdbc.sql("select payload from remote_call where state = 'TAKEN'")
			.query(UUID.class)
			.list()
			.forEach((payload) -> payloads.add(new PayloadId(payload)));
		return payloads;
	}

}
