package io.wxomedia.credits;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.job.JobId;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Accounts and transfers in the database. The caller brings the transaction, and holds
 * the account while it changes anything.
 */
class CreditBooks {

	private final JdbcClient jdbc;

	private final JdbcTemplate batches;

	private final Clock clock;

	CreditBooks(JdbcClient jdbc, JdbcTemplate batches, Clock clock) {
		this.jdbc = jdbc;
		this.batches = batches;
		this.clock = clock;
	}

	/**
	 * Hold an account until the end of the transaction.
	 * @return what can be used, or nothing if there is no account yet
	 */
	Optional<Long> take(String owner) {
		return this.jdbc.sql("select available from credit_account where owner = :owner for update")
			.param("owner", owner)
			.query(Long.class)
			.optional();
	}

	/**
	 * Make an account with nothing in it. Of two at once one makes it, and the other
	 * waits for that.
	 * @return whether this one did
	 */
	boolean make(String owner) {
		return this.jdbc.sql("insert into credit_account (owner) values (:owner) on conflict do nothing")
			.param("owner", owner)
			.update() == 1;
	}

	/**
	 * Return what an owner has, or nothing if there is no account yet.
	 */
	Optional<Credits.Balance> balance(String owner) {
		return this.jdbc.sql("select available, held from credit_account where owner = :owner")
			.param("owner", owner)
			.query((row, index) -> balance(owner, row))
			.optional();
	}

	private static Credits.Balance balance(String owner, ResultSet row) throws SQLException {
		int held = row.getInt("held");
		int available = row.getInt("available");
		return new Credits.Balance(owner, Math.addExact(held, available), held, available);
	}

	/**
	 * Move credits and write down what was moved, all of it of one owner and one kind.
	 * The database refuses what is not covered.
	 */
	void move(String owner, Kind kind, List<Part> parts) {
		move(owner, kind, kind.source(), kind.target(), parts);
	}

	/**
	 * Take credits back that were granted.
	 */
	void takeBack(String owner, long amount, @Nullable String reason) {
		move(owner, Kind.GRANT, Kind.GRANT.target(), Kind.GRANT.source(),
				List.of(new Part(null, null, amount, reason)));
	}

	private void move(String owner, Kind kind, Book source, Book target, List<Part> parts) {
		this.jdbc
			.sql("update credit_account set %1$s = %1$s - :amount, %2$s = %2$s + :amount where owner = :owner"
				.formatted(source.word(), target.word()))
			.param("amount", parts.stream().mapToLong(Part::amount).sum())
			.param("owner", owner)
			.update();
		write(owner, kind, source, target, parts);
	}

	private void write(String owner, Kind kind, Book source, Book target, List<Part> parts) {
		OffsetDateTime now = this.clock.instant().atOffset(ZoneOffset.UTC);
		this.batches.batchUpdate("""
				insert into credit_transfer (owner, kind, source, target, amount, job_id, line, settles, reason, at)
				values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
				""", parts.stream().map((part) -> {
			JobId job = part.job();
			return new @Nullable Object[] { owner, kind.word(), source.word(), target.word(), part.amount(),
					(job != null) ? job.value() : null, part.line(),
					(job != null) ? Boolean.valueOf(kind != Kind.HOLD) : null, part.reason(), now };
		}).toList());
	}

	/**
	 * Return whether a line of a job was held before, whatever became of it.
	 */
	boolean wasHeld(Part part) {
		JobId job = part.job();
		return job != null && this.jdbc
			.sql("select id from credit_transfer where job_id = :job and line = :line and settles = false")
			.param("job", job.value())
			.param("line", part.line())
			.query(Long.class)
			.optional()
			.isPresent();
	}

	/**
	 * Return what was ever held for a job, line by line, in the order of the holds.
	 */
	List<Held> held(JobId job) {
		return this.jdbc.sql("""
				select hold.owner, hold.line, hold.amount, settlement.kind
				from credit_transfer hold
				left join credit_transfer settlement
					on settlement.job_id = hold.job_id and settlement.line = hold.line and settlement.settles = true
				where hold.job_id = :job and hold.settles = false
				order by hold.id
				""")
			.param("job", job.value())
			.query((row, index) -> new Held(row.getString("owner"), row.getString("line"), row.getInt("amount"),
					row.getString("kind")))
			.list();
	}

	/**
	 * Return whether anything is held for anybody.
	 */
	boolean isAnythingHeld() {
		return this.jdbc.sql("select owner from credit_account where held > 0 limit 1")
			.query(String.class)
			.optional()
			.isPresent();
	}

	/**
	 * Return what an owner has and what was moved, newest first, as both are at one
	 * moment; nothing if there is no account yet.
	 * @param before only transfers with a lower number
	 * @param limit how many transfers at the most
	 */
	Optional<Page> page(String owner, long before, int limit) {
		ResultSetExtractor<Optional<Page>> pages = (rows) -> page(owner, rows);
		return this.jdbc.sql("""
				select account.available, account.held, moved.* from credit_account account
				left join (
					select id, at, kind, source, amount, job_id, line, reason from credit_transfer
					where owner = :owner and id < :before order by id desc limit :limit) moved on true
				where account.owner = :owner order by moved.id desc
				""").param("owner", owner).param("before", before).param("limit", limit).query(pages);
	}

	private static Optional<Page> page(String owner, ResultSet rows) throws SQLException {
		if (!rows.next()) {
			return Optional.empty();
		}
		Credits.Balance balance = balance(owner, rows);
		List<Entry> entries = new ArrayList<>();
		do {
			if (rows.getObject("id") != null) {
				entries.add(entry(rows));
			}
		}
		while (rows.next());
		return Optional.of(new Page(balance, entries));
	}

	private static Entry entry(ResultSet row) throws SQLException {
		String kind = row.getString("kind");
		long amount = row.getLong("amount");
		boolean back = kind.equals(Kind.GRANT.word()) && row.getString("source").equals(Book.AVAILABLE.word());
		return new Entry(row.getLong("id"), row.getObject("at", OffsetDateTime.class).toInstant(), kind,
				back ? -amount : amount, row.getObject("job_id", UUID.class), row.getString("line"),
				row.getString("reason"));
	}

	/**
	 * A part of a movement.
	 *
	 * @param job the job that it is for, or {@code null}
	 * @param line the line of the job, or {@code null}
	 * @param amount how many credits, more than 0
	 * @param reason why, in somebody's words, or {@code null}
	 */
	record Part(@Nullable JobId job, @Nullable String line, long amount, @Nullable String reason) {

	}

	/**
	 * A line of a job that was held.
	 *
	 * @param owner whose
	 * @param line its name
	 * @param amount how many credits
	 * @param settledBy what became of it, or {@code null} if it is still held
	 */
	record Held(String owner, String line, int amount, @Nullable String settledBy) {

		boolean isOpen() {
			return this.settledBy == null;
		}

	}

	/**
	 * What an owner has, and what was moved.
	 *
	 * @param balance what the owner has
	 * @param entries transfers, newest first
	 */
	record Page(Credits.Balance balance, List<Entry> entries) {

	}

	/**
	 * A transfer.
	 *
	 * @param number its number; numbers of one owner grow
	 * @param at when
	 * @param kind why
	 * @param amount how many credits; below 0 if a grant was taken back
	 * @param job the job that it was for, or {@code null}
	 * @param line the line of the job, or {@code null}
	 * @param reason why, in somebody's words, or {@code null}
	 */
	record Entry(long number, Instant at, String kind, long amount, @Nullable UUID job, @Nullable String line,
			@Nullable String reason) {

	}

}
