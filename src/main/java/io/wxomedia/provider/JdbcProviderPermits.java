package io.wxomedia.provider;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.wxomedia.rules.FairOrder;
import io.wxomedia.rules.Pace;
import io.wxomedia.spending.ProviderLedger;
import io.wxomedia.spending.ProviderModel;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@link ProviderPermits} in the database. In any window of 60 seconds at most N permits
 * of a model are granted: the next one 60 seconds after the N-th last. Who waits has a
 * row; the order of the rows is worked out each time somebody asks, so that a newcomer
 * who was served less comes first.
 */
class JdbcProviderPermits implements ProviderPermits {

	static final Duration WINDOW = Pace.MINUTE;

	/**
	 * A permit that was not used for so long, because the service was down, is void: all
	 * that piled up must not be used at once. Who does not come for so long when it is
	 * told to is waited for no more.
	 */
	private static final Duration LATEST = Duration.ofSeconds(10);

	private final JdbcClient jdbc;

	private final TransactionTemplate transactions;

	private final ProviderLedger ledger;

	private final Clock clock;

	private final Limits limits;

	JdbcProviderPermits(JdbcClient jdbc, TransactionTemplate transactions, ProviderLedger ledger, Clock clock,
			Limits limits) {
		this.jdbc = jdbc;
		this.transactions = transactions;
		this.ledger = ledger;
		this.clock = clock;
		this.limits = limits;
	}

	@Override
	public boolean paces(ProviderModel model) {
		return this.limits.of(model) != null;
	}

	@Override
	public Instant reserve(Asker asker, ProviderModel model) {
		Integer limit = this.limits.of(model);
		if (limit == null) {
			return Instant.MIN;
		}
		Instant tooLate = this.clock.instant().minus(LATEST);
		return granted(asker).filter((due) -> due.isAfter(tooLate))
			.orElseGet(() -> this.transactions.execute((status) -> ask(asker, model, limit)));
	}

	private Optional<Instant> granted(Asker asker) {
		return this.jdbc.sql("""
				select due_at from provider_permit
				where job_id = :job and item = :item and used = false and granted = true
				""")
			.param("job", asker.job())
			.param("item", asker.item())
			.query((row, index) -> instant(row, "due_at"))
			.optional();
	}

	private Instant ask(Asker asker, ProviderModel model, int limit) {
		this.jdbc.sql("select id from provider_permit_lock where id = 1 for update").query(Integer.class).single();
		Instant now = this.clock.instant();
		this.jdbc.sql("""
				delete from provider_permit where due_at < :old or (job_id = :job and item = :item and used = false)
				""")
			.param("job", asker.job())
			.param("item", asker.item())
			.param("old", utc(now.minus(WINDOW).minus(WINDOW)))
			.update();
		Row me = new Row(Work.of(asker), now, false, false, asker.owner(), asker.since(), asker.following());
		Instant due = turn(with(rows(model, now), me), limit, now, (turn) -> turn.isOf(me.work())).at();
		boolean granted = !due.isAfter(now);
		this.jdbc
			.sql("""
					insert into provider_permit (job_id, item, provider, model, due_at, used, owner, submitted_at, following,
						granted)
					values (:job, :item, :provider, :model, :due, false, :owner, :since, :following, :granted)
					""")
			.param("job", asker.job())
			.param("item", asker.item())
			.param("provider", model.provider())
			.param("model", model.model())
			.param("due", utc(granted ? now : due))
			.param("owner", asker.owner())
			.param("since", utc(asker.since()))
			.param("following", asker.following())
			.param("granted", granted)
			.update();
		return due;
	}

	@Override
	public Optional<Expected> expected(Asker asker, ProviderModel model) {
		Integer limit = this.limits.of(model);
		if (limit == null) {
			return Optional.empty();
		}
		Instant now = this.clock.instant();
		List<Row> rows = rows(model, now);
		List<Row> own = rows.stream().filter((row) -> row.work().job().equals(asker.job()) && !row.used()).toList();
		Optional<Instant> granted = own.stream().filter((row) -> row.isFresh(now)).map(Row::due).findFirst();
		if (granted.isPresent()) {
			return Optional.of(new Expected(0, granted.get()));
		}
		// What waits of the job stands for it; where nothing does, it would come last.
		Row me = new Row(Work.of(asker), now, false, false, asker.owner(), asker.since(), asker.following());
		boolean waits = own.stream().anyMatch((row) -> !row.granted());
		return Optional.of(turn(waits ? rows : with(rows, me), limit, now,
				(turn) -> turn.stands() && turn.waiting().work().job().equals(asker.job())));
	}

	private static List<Row> with(List<Row> rows, Row one) {
		return Stream.concat(rows.stream(), Stream.of(one)).toList();
	}

	/**
	 * Return the first turn that is meant, among all that wait.
	 */
	private Expected turn(List<Row> rows, int limit, Instant now, Predicate<FairOrder.Turn<Work>> meant) {
		Pace pace = new Pace(limit, WINDOW, rows.stream().filter(Row::granted).map(Row::due).toList(), now);
		int ahead = 0;
		for (FairOrder.Turn<Work> turn : FairOrder.of(waiting(rows), served(rows, now))) {
			Instant at = pace.next();
			if (meant.test(turn)) {
				return new Expected(ahead, at);
			}
			ahead++;
		}
		throw new IllegalStateException("Who asks is among those that wait");
	}

	/**
	 * Images of one batch came at the same moment, and must not wait for each other: what
	 * follows them comes after the last one that waits, and those that wait are among
	 * what each of them said would follow.
	 */
	private static List<FairOrder.Waiting<Work>> waiting(List<Row> rows) {
		Map<UUID, List<Row>> jobs = rows.stream()
			.filter((row) -> !row.granted())
			.sorted(Comparator.comparing((row) -> row.work().item()))
			.collect(Collectors.groupingBy((row) -> row.work().job(), TreeMap::new, Collectors.toList()));
		Map<UUID, Long> begun = rows.stream()
			.filter(Row::granted)
			.collect(Collectors.groupingBy((row) -> row.work().job(), Collectors.counting()));
		return jobs.values().stream().flatMap((job) -> IntStream.range(0, job.size()).mapToObj((i) -> {
			Row row = job.get(i);
			int before = begun.getOrDefault(row.work().job(), 0L).intValue() + i;
			int following = (i == job.size() - 1) ? Math.max(0, row.following() - i) : 0;
			return new FairOrder.Waiting<>(row.work(), row.owner(), row.since(), following, before);
		})).toList();
	}

	/**
	 * A permit that was granted a moment ago, and whose call is not in the ledger yet,
	 * was served too.
	 */
	private Map<String, Integer> served(List<Row> rows, Instant now) {
		Set<String> owners = rows.stream().filter((row) -> !row.granted()).map(Row::owner).collect(Collectors.toSet());
		if (owners.size() < 2) {
			return Map.of();
		}
		Map<String, Integer> served = new HashMap<>(this.ledger.served(owners));
		rows.stream().filter((row) -> row.isFresh(now)).forEach((row) -> served.merge(row.owner(), 1, Integer::sum));
		return served;
	}

	private List<Row> rows(ProviderModel model, Instant now) {
		return this.jdbc.sql("""
				select * from provider_permit
				where (provider is null or (provider = :provider and model = :model))
					and (granted = true and due_at > :window or granted = false and due_at > :late)
				""")
			.param("provider", model.provider())
			.param("model", model.model())
			.param("window", utc(now.minus(WINDOW).minus(LATEST)))
			.param("late", utc(now.minus(LATEST)))
			.query((row, index) -> row(row))
			.list();
	}

	private static Row row(ResultSet row) throws SQLException {
		String owner = row.getString("owner");
		boolean known = owner != null && row.getObject("submitted_at") != null;
		return new Row(new Work(row.getObject("job_id", UUID.class), row.getInt("item")), instant(row, "due_at"),
				row.getBoolean("used"), row.getBoolean("granted"), (owner != null) ? owner : "",
				known ? instant(row, "submitted_at") : Instant.MIN, row.getInt("following"));
	}

	@Override
	public void use(UUID job, int item) {
		this.jdbc.sql("""
				update provider_permit set used = true, granted = true, due_at = :now
				where job_id = :job and item = :item and used = false
				""").param("now", utc(this.clock.instant())).param("job", job).param("item", item).update();
	}

	@Override
	public boolean giveBack(UUID job) {
		return this.jdbc.sql("delete from provider_permit where job_id = :job and used = false")
			.param("job", job)
			.update() > 0;
	}

	private static Instant instant(ResultSet row, String column) throws SQLException {
		return row.getObject(column, OffsetDateTime.class).toInstant();
	}

	private static OffsetDateTime utc(Instant moment) {
		return moment.atOffset(ZoneOffset.UTC);
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

	/**
	 * A piece of work.
	 */
	private record Work(UUID job, int item) {

		static Work of(Asker asker) {
			return new Work(asker.job(), asker.item());
		}

	}

	/**
	 * A permit, or who waits for one.
	 */
	private record Row(Work work, Instant due, boolean used, boolean granted, String owner, Instant since,
			int following) {

		/**
		 * Return whether it was granted and can still be used.
		 */
		boolean isFresh(Instant now) {
			return this.granted && !this.used && this.due.isAfter(now.minus(LATEST));
		}

	}

}
