package io.wxomedia.callback;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.exchange.Attempt;
import io.wxomedia.job.JobId;
import io.wxomedia.jobapi.CallbackStates;
import io.wxomedia.payload.PayloadId;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Deliveries and their attempts in the database.
 */
class DeliveryTable implements CallbackStates {

	private final JdbcClient jdbc;

	private final Clock clock;

	DeliveryTable(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	void insert(Delivery delivery) {
		FixedBody body = delivery.body();
		this.jdbc.sql("""
				insert into delivery (job_id, owner, url, host, verdict, field_names, body_head, body_payload,
					body_tail, state, attempts, earlier_attempts, next_attempt_at, link_expires_at, fallback_reason,
					created_at)
				values (:job, :owner, :url, :host, :verdict, :names, :head, :payload, :tail, 'pending', 0, 0, :now,
					:expires, :reason, :now)
				""")
			.param("job", delivery.job().value())
			.param("owner", delivery.owner())
			.param("url", delivery.url().toString())
			.param("host", Receiver.of(delivery.url()).host())
			.param("verdict", delivery.verdict())
			.param("names", body.fieldNames())
			.param("head", body.head())
			.param("payload", (body.payload() != null) ? body.payload().value() : null)
			.param("tail", body.tail())
			.param("now", now())
			.param("expires", utc(delivery.linkExpiresAt()))
			.param("reason", delivery.fallbackReason())
			.update();
	}

	/**
	 * Return the delivery of a job whose entry is run.
	 */
	Optional<Delivery> due(JobId job) {
		return pending(job);
	}

	/**
	 * Fix what would have been sent of a job that has no callback: whoever waits for the
	 * job is told the same.
	 */
	void keep(JobId job, String owner, String verdict, FixedBody body, @Nullable Instant linkExpiresAt) {
		this.jdbc.sql("""
				insert into delivery (job_id, owner, url, verdict, field_names, body_head, body_payload, body_tail,
					state, attempts, link_expires_at, created_at)
				values (:job, :owner, '', :verdict, :names, :head, :payload, :tail, 'none', 0, :expires, :now)
				""")
			.param("job", job.value())
			.param("owner", owner)
			.param("verdict", verdict)
			.param("names", body.fieldNames())
			.param("head", body.head())
			.param("payload", (body.payload() != null) ? body.payload().value() : null)
			.param("tail", body.tail())
			.param("expires", utc(linkExpiresAt))
			.param("now", now())
			.update();
	}

	/**
	 * Return what was fixed with a job's verdict, if it has one.
	 */
	Optional<Fixed> fixed(JobId job) {
		return this.jdbc.sql(
				"select body_head, body_payload, body_tail, field_names, link_expires_at from delivery where job_id = :job")
			.param("job", job.value())
			.query((row, index) -> {
				OffsetDateTime expires = row.getObject("link_expires_at", OffsetDateTime.class);
				return new Fixed(body(row), (expires != null) ? expires.toInstant() : null);
			})
			.optional();
	}

	Optional<String> owner(JobId job) {
		return this.jdbc.sql("select owner from delivery where job_id = :job")
			.param("job", job.value())
			.query(String.class)
			.optional();
	}

	Optional<Delivery> pending(JobId job) {
		return this.jdbc.sql("select * from delivery where job_id = :job and state = 'pending'")
			.param("job", job.value())
			.query((row, index) -> delivery(row))
			.optional();
	}

	/**
	 * Replace the bytes of a callback whose link has expired.
	 */
	void renew(JobId job, FixedBody body, @Nullable Instant linkExpiresAt) {
		this.jdbc.sql("""
				update delivery set body_head = :head, body_tail = :tail, link_expires_at = :expires
				where job_id = :job and state = 'pending'
				""")
			.param("head", body.head())
			.param("tail", body.tail())
			.param("expires", utc(linkExpiresAt))
			.param("job", job.value())
			.update();
	}

	/**
	 * Make a settled delivery pending again. Its attempts go on counting, and it has a
	 * whole series of them.
	 * @return whether it was settled; otherwise it is pending already, or gone
	 */
	boolean reopen(JobId job, @Nullable URI newUrl) {
		boolean reopened = this.jdbc.sql("""
				update delivery set state = 'pending', earlier_attempts = attempts, next_attempt_at = :now,
					finished_at = null
				where job_id = :job and state in ('delivered', 'dead_letter')
				""").param("now", now()).param("job", job.value()).update() == 1;
		if (reopened && newUrl != null) {
			this.jdbc.sql("update delivery set url = :url, host = :host where job_id = :job")
				.param("url", newUrl.toString())
				.param("host", Receiver.of(newUrl).host())
				.param("job", job.value())
				.update();
		}
		return reopened;
	}

	/**
	 * Write down an attempt and what follows from it.
	 * @return whether it was the next one; otherwise somebody else made it
	 */
	boolean record(Delivery delivery, Attempt attempt, Instant attemptedAt, Outcome outcome,
			@Nullable Instant nextAttemptAt) {
		int number = delivery.attempts() + 1;
		int updated = this.jdbc.sql("""
				update delivery set attempts = :number, state = :state, next_attempt_at = :next, last_error = :error,
					finished_at = :finished
				where job_id = :job and attempts = :before and state = 'pending'
				""")
			.param("number", number)
			.param("state", outcome.word)
			.param("next", utc(nextAttemptAt))
			.param("error", attempt.error())
			.param("finished", (outcome != Outcome.PENDING) ? now() : null)
			.param("job", delivery.job().value())
			.param("before", delivery.attempts())
			.update();
		if (updated == 0) {
			return false;
		}
		this.jdbc.sql("""
				insert into delivery_attempt (job_id, attempt, attempted_at, status, error, trouble, duration_ms,
					response_excerpt)
				values (:job, :number, :at, :status, :error, :trouble, :duration, :excerpt)
				""")
			.param("job", delivery.job().value())
			.param("number", number)
			.param("at", utc(attemptedAt))
			.param("status", attempt.status())
			.param("error", attempt.error())
			.param("trouble", attempt.trouble())
			.param("duration", attempt.duration().toMillis())
			.param("excerpt", (attempt.excerpt() != null) ? attempt.excerpt().replace('\0', ' ') : null)
			.update();
		return true;
	}

	Undelivered undelivered() {
		return this.jdbc.sql("""
				select count(case when state = 'pending' then 1 end) pending,
					count(case when state = 'dead_letter' then 1 end) dead
				from delivery where state in ('pending', 'dead_letter')
				""").query((row, index) -> new Undelivered(row.getInt("pending"), row.getInt("dead"))).single();
	}

	@Override
	public @Nullable CallbackState of(JobId job) {
		return this.jdbc.sql("select state, attempts, next_attempt_at from delivery where job_id = :job")
			.param("job", job.value())
			.query((row, index) -> {
				OffsetDateTime next = row.getObject("next_attempt_at", OffsetDateTime.class);
				return new CallbackState(row.getString("state"), row.getInt("attempts"),
						(next != null) ? next.toInstant() : null);
			})
			.optional()
			.orElse(null);
	}

	private static Delivery delivery(ResultSet row) throws SQLException {
		OffsetDateTime expires = row.getObject("link_expires_at", OffsetDateTime.class);
		return new Delivery(new JobId(row.getObject("job_id", UUID.class)), row.getString("owner"),
				URI.create(row.getString("url")), row.getString("verdict"), body(row), row.getInt("attempts"),
				row.getInt("earlier_attempts"), (expires != null) ? expires.toInstant() : null,
				row.getString("fallback_reason"));
	}

	private static FixedBody body(ResultSet row) throws SQLException {
		UUID payload = row.getObject("body_payload", UUID.class);
		return new FixedBody(row.getString("body_head"), (payload != null) ? new PayloadId(payload) : null,
				row.getString("body_tail"), row.getString("field_names"));
	}

	private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
		return (instant != null) ? instant.atOffset(ZoneOffset.UTC) : null;
	}

	private OffsetDateTime now() {
		return this.clock.instant().atOffset(ZoneOffset.UTC);
	}

	/**
	 * What was fixed with a verdict.
	 *
	 * @param body the bytes
	 * @param linkExpiresAt when a link in them stops working, or {@code null}
	 */
	record Fixed(FixedBody body, @Nullable Instant linkExpiresAt) {

		boolean linkWorksAt(Instant moment) {
			return this.linkExpiresAt == null || this.linkExpiresAt.isAfter(moment);
		}

	}

	/**
	 * How many callbacks have not arrived.
	 *
	 * @param pending those with an attempt to come
	 * @param deadLetters those that are given up
	 */
	record Undelivered(int pending, int deadLetters) {

	}

	/**
	 * What an attempt leaves a delivery as.
	 */
	enum Outcome {

		/**
		 * Another attempt follows.
		 */
		PENDING("pending"),

		/**
		 * The receiver took it.
		 */
		DELIVERED("delivered"),

		/**
		 * It is given up, and kept.
		 */
		DEAD_LETTER("dead_letter");

		private final String word;

		Outcome(String word) {
			this.word = word;
		}

		String word() {
			return this.word;
		}

	}

}
