package io.wxomedia.provider;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@link ProviderPermits} in the database. In any window of 60 seconds at most N permits
 * are due: the next one is due 60 seconds after the N-th last.
 */
class JdbcProviderPermits implements ProviderPermits {

	/**
	 * A little more than the provider's minute, since its clock is not ours.
	 */
	private static final Duration WINDOW = Duration.ofMillis(60_250);

	/**
	 * A permit that was not used for so long, because the service was down, is void: all
	 * that piled up must not be used at once.
	 */
	private static final Duration LATEST = Duration.ofSeconds(10);

	private final JdbcClient jdbc;

	private final TransactionTemplate transactions;

	private final Clock clock;

	private final int perWindow;

	JdbcProviderPermits(JdbcClient jdbc, TransactionTemplate transactions, Clock clock, int perWindow) {
		this.jdbc = jdbc;
		this.transactions = transactions;
		this.clock = clock;
		this.perWindow = perWindow;
	}

	@Override
	public Instant reserve(UUID job, int item) {
		Instant tooLate = this.clock.instant().minus(LATEST);
		Optional<Instant> reserved = reserved(job, item).filter((due) -> due.isAfter(tooLate));
		return reserved.orElseGet(() -> this.transactions.execute((status) -> reserveNext(job, item)));
	}

	private Optional<Instant> reserved(UUID job, int item) {
		return this.jdbc.sql("select due_at from provider_permit where job_id = :job and item = :item and used = false")
			.param("job", job)
			.param("item", item)
			.query(OffsetDateTime.class)
			.optional()
			.map(OffsetDateTime::toInstant);
	}

	private Instant reserveNext(UUID job, int item) {
		this.jdbc.sql("select id from provider_permit_lock where id = 1 for update").query(Integer.class).single();
		Instant now = this.clock.instant();
		Instant due = nextDue(now);
		this.jdbc
			.sql("delete from provider_permit where due_at < :old or (job_id = :job and item = :item and used = false)")
			.param("job", job)
			.param("item", item)
			.param("old", now.minus(WINDOW).minus(WINDOW).atOffset(ZoneOffset.UTC))
			.update();
		this.jdbc.sql("insert into provider_permit (job_id, item, due_at, used) values (:job, :item, :due, false)")
			.param("job", job)
			.param("item", item)
			.param("due", due.atOffset(ZoneOffset.UTC))
			.update();
		return due;
	}

	private Instant nextDue(Instant now) {
		List<OffsetDateTime> latest = this.jdbc
			.sql("select due_at from provider_permit order by due_at desc limit :limit")
			.param("limit", this.perWindow)
			.query(OffsetDateTime.class)
			.list();
		if (latest.size() < this.perWindow) {
			return now;
		}
		Instant next = latest.get(this.perWindow - 1).toInstant().plus(WINDOW);
		return next.isAfter(now) ? next : now;
	}

	@Override
	public Optional<Instant> expected(UUID job) {
		Optional<Instant> reserved = this.jdbc
			.sql("select due_at from provider_permit where job_id = :job and used = false order by due_at limit 1")
			.param("job", job)
			.query(OffsetDateTime.class)
			.optional()
			.map(OffsetDateTime::toInstant);
		return reserved.or(() -> Optional.of(nextDue(this.clock.instant())));
	}

	@Override
	public void use(UUID job, int item) {
		this.jdbc.sql(
				"update provider_permit set used = true, due_at = :now where job_id = :job and item = :item and used = false")
			.param("now", this.clock.instant().atOffset(ZoneOffset.UTC))
			.param("job", job)
			.param("item", item)
			.update();
	}

	@Override
	public void giveBack(UUID job) {
		this.jdbc.sql("delete from provider_permit where job_id = :job and used = false").param("job", job).update();
	}

}
