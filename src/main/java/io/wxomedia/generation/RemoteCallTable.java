package io.wxomedia.generation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.wxomedia.job.JobId;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadReferences;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The submissions in the database. Each change names the state that it follows, so that
 * what is over stays as it is. Thread-safe.
 */
class RemoteCallTable implements PayloadReferences {

	private static final String COLUMNS = """
			select id, job_id, item, call_id, provider, model, state, tells, request_id, status_url, response_url,
				cancel_url, created_at, next_look_at, deadline, looks, queue_position, percent, payload, mime_type, length,
				error, made_at
			from remote_call
			""";

	private final JdbcClient jdbc;

	private final Clock clock;

	RemoteCallTable(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * Return the submissions for a piece of work, oldest first.
	 */
	List<RemoteRow> of(JobId job, int item) {
		return this.jdbc.sql(COLUMNS + "where job_id = :job and item = :item order by created_at, id")
			.param("job", job.value())
			.param("item", item)
			.query((row, index) -> row(row))
			.list();
	}

	/**
	 * Return the submissions of a job that are not over.
	 */
	List<RemoteRow> open(JobId job) {
		return this.jdbc.sql(COLUMNS + "where job_id = :job and state in ('SUBMITTING', 'ACCEPTED')")
			.param("job", job.value())
			.query((row, index) -> row(row))
			.list();
	}

	Optional<RemoteRow> find(UUID id) {
		return this.jdbc.sql(COLUMNS + "where id = :id").param("id", id).query((row, index) -> row(row)).optional();
	}

	Optional<RemoteRow> find(String provider, String requestId) {
		return this.jdbc
			.sql(COLUMNS + "where provider = :provider and request_id = :request order by created_at desc, id limit 1")
			.param("provider", provider)
			.param("request", requestId)
			.query((row, index) -> row(row))
			.optional();
	}

	private static RemoteRow row(ResultSet row) throws SQLException {
		String requestId = row.getString("request_id");
		String provider = row.getString("provider");
		String model = row.getString("model");
		RemoteCall call = (requestId != null) ? new RemoteCall(provider, model, requestId, row.getString("status_url"),
				row.getString("response_url"), row.getString("cancel_url")) : null;
		UUID payload = row.getObject("payload", UUID.class);
		RemoteRow.Media media = (payload != null)
				? new RemoteRow.Media(new PayloadId(payload), row.getString("mime_type"), row.getLong("length")) : null;
		return new RemoteRow(row.getObject("id", UUID.class), new JobId(row.getObject("job_id", UUID.class)),
				row.getInt("item"), row.getObject("call_id", UUID.class),
				RemoteRow.State.valueOf(row.getString("state")), row.getBoolean("tells"), call, provider, model,
				moment(row, "created_at"), moment(row, "next_look_at"), moment(row, "deadline"), row.getInt("looks"),
				row.getObject("queue_position", Integer.class), row.getObject("percent", Integer.class), media,
				row.getString("error"), row.getObject("made_at") != null);
	}

	private static Instant moment(ResultSet row, String column) throws SQLException {
		return row.getObject(column, OffsetDateTime.class).toInstant();
	}

	/**
	 * Write down that something is about to be submitted.
	 */
	void begin(RemoteRow row, int run) {
		this.jdbc
			.sql("""
					insert into remote_call (id, job_id, item, run, call_id, provider, model, state, tells, created_at,
						next_look_at, deadline)
					values (:id, :job, :item, :run, :call, :provider, :model, 'SUBMITTING', :tells, :created, :next, :deadline)
					""")
			.param("id", row.id())
			.param("job", row.job().value())
			.param("item", row.item())
			.param("run", run)
			.param("call", row.ledgerCall())
			.param("provider", row.provider())
			.param("model", row.model())
			.param("tells", row.tells())
			.param("created", at(row.createdAt()))
			.param("next", at(row.nextLookAt()))
			.param("deadline", at(row.deadline()))
			.update();
	}

	/**
	 * Forget a submission that the provider did not take.
	 */
	void remove(UUID id) {
		this.jdbc.sql("delete from remote_call where id = :id and state = 'SUBMITTING'").param("id", id).update();
	}

	/**
	 * Write down that the provider accepted a submission.
	 * @return {@code false} if that was known, or nobody wants it any more
	 */
	boolean accept(UUID id, RemoteCall call, Instant nextLookAt) {
		return this.jdbc.sql("""
				update remote_call set state = 'ACCEPTED', request_id = :request, status_url = :status,
					response_url = :response, cancel_url = :cancel, next_look_at = :next
				where id = :id and state = 'SUBMITTING'
				""")
			.param("request", call.requestId())
			.param("status", call.statusUrl())
			.param("response", call.responseUrl())
			.param("cancel", call.cancelUrl())
			.param("next", at(nextLookAt))
			.param("id", id)
			.update() > 0;
	}

	/**
	 * Write down the addresses that the provider answered for a call that its webhook
	 * named before the answer came.
	 * @return {@code false} if the submission is not that call, or is over
	 */
	boolean address(UUID id, RemoteCall call) {
		return this.jdbc.sql("""
				update remote_call set status_url = :status, response_url = :response, cancel_url = :cancel
				where id = :id and state = 'ACCEPTED' and request_id = :request
				""")
			.param("status", call.statusUrl())
			.param("response", call.responseUrl())
			.param("cancel", call.cancelUrl())
			.param("id", id)
			.param("request", call.requestId())
			.update() > 0;
	}

	/**
	 * Write down what the provider said.
	 */
	void looked(UUID id, Instant nextLookAt, @Nullable Integer position, @Nullable Integer percent,
			@Nullable String error) {
		this.jdbc.sql("""
				update remote_call set looks = looks + 1, next_look_at = :next, queue_position = :position,
					percent = :percent, error = :error
				where id = :id and state = 'ACCEPTED'
				""")
			.param("next", at(nextLookAt))
			.param("position", position)
			.param("percent", percent)
			.param("error", error)
			.param("id", id)
			.update();
	}

	/**
	 * Note that a video is made, and wait longer for it.
	 */
	void made(UUID id, Instant deadline) {
		this.jdbc.sql("""
				update remote_call set deadline = :deadline, made_at = coalesce(made_at, :now)
				where id = :id and state = 'ACCEPTED'
				""").param("deadline", at(deadline)).param("now", at(this.clock.instant())).param("id", id).update();
	}

	boolean done(UUID id, RemoteRow.Media media) {
		return this.jdbc
			.sql("""
					update remote_call set state = 'DONE', payload = :payload, mime_type = :type, length = :length, error = null,
						queue_position = null, percent = 100
					where id = :id and state = 'ACCEPTED'
					""")
			.param("payload", media.payload().value())
			.param("type", media.mimeType())
			.param("length", media.length())
			.param("id", id)
			.update() > 0;
	}

	/**
	 * Write down that there will be no video.
	 */
	void fail(UUID id, String error) {
		this.jdbc.sql("""
				update remote_call set state = 'FAILED', error = :error, made_at = null
				where id = :id and state = 'ACCEPTED'
				""").param("error", error).param("id", id).update();
	}

	/**
	 * Write down that a video was waited for in vain. One that is made stays so.
	 */
	void expire(UUID id, String error) {
		this.jdbc.sql("update remote_call set state = 'FAILED', error = :error where id = :id and state = 'ACCEPTED'")
			.param("error", error)
			.param("id", id)
			.update();
	}

	/**
	 * Note that a submission is not wanted any more.
	 * @return {@code false} if it was over
	 */
	boolean cancel(UUID id) {
		return this.jdbc.sql("""
				update remote_call set state = 'CANCELLED' where id = :id and state in ('SUBMITTING', 'ACCEPTED')
				""").param("id", id).update() > 0;
	}

	/**
	 * Note that the provider told that a call is over, so that it is looked at now.
	 * @return whether it is the first time
	 */
	boolean told(UUID id) {
		boolean first = this.jdbc.sql("update remote_call set told_at = :now where id = :id and told_at is null")
			.param("now", at(this.clock.instant()))
			.param("id", id)
			.update() > 0;
		this.jdbc.sql("update remote_call set next_look_at = :now where id = :id and state = 'ACCEPTED'")
			.param("now", at(this.clock.instant()))
			.param("id", id)
			.update();
		return first;
	}

	@Override
	public Set<PayloadId> inUse() {
		Set<PayloadId> payloads = new HashSet<>();
		this.jdbc.sql("select payload from remote_call where payload is not null")
			.query(UUID.class)
			.list()
			.forEach((payload) -> payloads.add(new PayloadId(payload)));
		return payloads;
	}

	private static OffsetDateTime at(Instant moment) {
		return moment.atOffset(ZoneOffset.UTC);
	}

}
