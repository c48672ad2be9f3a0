package io.wxomedia.submission;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.job.JobId;
import io.wxomedia.job.NewJob;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The keys by which repeated requests are recognised.
 */
class IdempotencyKeys {

	/**
	 * How long a key is remembered.
	 */
	static final Duration KEPT = Duration.ofHours(24);

	private final JdbcClient jdbc;

	IdempotencyKeys(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	Optional<UsedKey> find(String owner, String key, Instant notBefore) {
		return this.jdbc.sql("""
				select job_id, fingerprint from idempotency_key
				where owner = :owner and idempotency_key = :key and created_at >= :after
				""")
			.param("owner", owner)
			.param("key", key)
			.param("after", notBefore.atOffset(ZoneOffset.UTC))
			.query((row, index) -> new UsedKey(new JobId(row.getObject("job_id", UUID.class)),
					row.getString("fingerprint")))
			.optional();
	}

	/**
	 * Take a key.
	 * @throws org.springframework.dao.DuplicateKeyException if it is taken
	 */
	void insert(String owner, NewJob.Idempotency idempotency, JobId job, Instant now, Duration kept) {
		this.jdbc.sql("""
				delete from idempotency_key
				where owner = :owner and idempotency_key = :key and created_at < :old
				""")
			.param("owner", owner)
			.param("key", idempotency.key())
			.param("old", now.minus(kept).atOffset(ZoneOffset.UTC))
			.update();
		this.jdbc.sql("""
				insert into idempotency_key (owner, idempotency_key, fingerprint, job_id, created_at)
				values (:owner, :key, :fingerprint, :job, :now)
				""")
			.param("owner", owner)
			.param("key", idempotency.key())
			.param("fingerprint", idempotency.fingerprint())
			.param("job", job.value())
			.param("now", now.atOffset(ZoneOffset.UTC))
			.update();
	}

	/**
	 * A key that was used.
	 *
	 * @param job the job that its request made
	 * @param fingerprint what the request was
	 */
	record UsedKey(JobId job, String fingerprint) {

	}

}
