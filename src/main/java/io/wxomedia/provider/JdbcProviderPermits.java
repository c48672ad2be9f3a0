package io.wxomedia.provider;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.spending.ProviderModel;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@link ProviderPermits} in the database. In any window of 60 seconds at most N permits
 * of a model are due: the next one is due 60 seconds after the N-th last.
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

	private final Limits limits;

	/**
	 * Create the permits.
	 * @param jdbc the database
	 * @param transactions its transactions
	 * @param clock tells the time
	 * @param limits how many calls of a model are permitted in a window
	 */
	JdbcProviderPermits(JdbcClient jdbc, TransactionTemplate transactions, Clock clock, Limits limits) {
		this.jdbc = jdbc;
		this.transactions = transactions;
		this.clock = clock;
		this.limits = limits;
	}

	@Override
	public Instant reserve(UUID job, int item, ProviderModel model) {
		Integer limit = this.limits.of(model);
		if (limit == null) {
			return Instant.MIN;
		}
		Instant tooLate = this.clock.instant().minus(LATEST);
		Optional<Instant> reserved = reserved(job, item).filter((due) -> due.isAfter(tooLate));
		return reserved.orElseGet(() -> this.transactions.execute((status) -> reserveNext(job, item, model, limit)));
	}

	private Optional<Instant> reserved(UUID job, int item) {
		return this.jdbc.sql("select due_at from provider_permit where job_id = :job and item = :item and used = false")
			.param("job", job)
			.param("item", item)
			.query(OffsetDateTime.class)
			.optional()
			.map(OffsetDateTime::toInstant);
	}

	private Instant reserveNext(UUID job, int item, ProviderModel model, int limit) {
		this.jdbc.sql("select id from provider_permit_lock where id = 1 for update").query(Integer.class).single();
		Instant now = this.clock.instant();
		Instant due = nextDue(now, model, limit);
		this.jdbc
			.sql("delete from provider_permit where due_at < :old or (job_id = :job and item = :item and used = false)")
			.param("job", job)
			.param("item", item)
			.param("old", now.minus(WINDOW).minus(WINDOW).atOffset(ZoneOffset.UTC))
			.update();
		this.jdbc.sql("""
				insert into provider_permit (job_id, item, provider, model, due_at, used)
				values (:job, :item, :provider, :model, :due, false)
				""")
			.param("job", job)
			.param("item", item)
			.param("provider", model.provider())
			.param("model", model.model())
			.param("due", due.atOffset(ZoneOffset.UTC))
			.update();
		return due;
	}

	private Instant nextDue(Instant now, ProviderModel model, int limit) {
		List<OffsetDateTime> latest = this.jdbc.sql("""
				select due_at from provider_permit
				where provider is null or (provider = :provider and model = :model)
				order by due_at desc limit :limit
				""")
			.param("provider", model.provider())
			.param("model", model.model())
			.param("limit", limit)
			.query(OffsetDateTime.class)
			.list();
		if (latest.size() < limit) {
			return now;
		}
		Instant next = latest.get(limit - 1).toInstant().plus(WINDOW);
		return next.isAfter(now) ? next : now;
	}

	@Override
	public Optional<Instant> expected(UUID job, ProviderModel model) {
		Integer limit = this.limits.of(model);
		if (limit == null) {
			return Optional.empty();
		}
		Optional<Instant> reserved = this.jdbc
			.sql("select due_at from provider_permit where job_id = :job and used = false order by due_at limit 1")
			.param("job", job)
			.query(OffsetDateTime.class)
			.optional()
			.map(OffsetDateTime::toInstant);
		return reserved.or(() -> Optional.of(nextDue(this.clock.instant(), model, limit)));
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

	/**
	 * How many calls of a model are permitted in a window.
	 */
	@FunctionalInterface
	interface Limits {

		/**
		 * Return the limit.
		 * @param model the model
		 * @return the number, or {@code null} for no limit
		 */
		@Nullable Integer of(ProviderModel model);

	}

}
