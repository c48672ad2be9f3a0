package io.wxomedia.credits;

import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads the tables by itself and asks whether the books are right.
 */
final class AccountBooks {

	private final JdbcClient jdbc;

	AccountBooks(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * All credits add up to nothing, no owner's book is below it, accounts are the sums
	 * of their transfers, and each line of a job is held once and settled once at the
	 * most.
	 */
	void requireRight() {
		List<String> owners = this.jdbc.sql("select owner from credit_account").query(String.class).list();
		assertThat(owners).allSatisfy((owner) -> {
			long sum = 0;
			for (Book book : Book.values()) {
				long balance = balance(owner, book);
				sum += balance;
				assertThat(balance).as("%s of %s", book, owner).isEqualTo(transferred(owner, book));
				if (book != Book.GRANTED) {
					assertThat(balance).as("%s of %s", book, owner).isNotNegative();
				}
			}
			assertThat(sum).as("sum of %s", owner).isZero();
			assertThat(balance(owner, Book.HELD)).as("open holds of %s", owner).isEqualTo(openHolds(owner));
		});
		assertThat(this.jdbc.sql("""
				select count(*) from (select job_id, line, settles from credit_transfer where job_id is not null
				group by job_id, line, settles having count(*) > 1) twice
				""").query(Integer.class).single()).isZero();
		assertThat(this.jdbc.sql("""
				select count(*) from credit_transfer settlement where settles = true and not exists (
				select 1 from credit_transfer hold where hold.job_id = settlement.job_id and hold.line = settlement.line
				and hold.settles = false and hold.amount = settlement.amount and hold.owner = settlement.owner)
				""").query(Integer.class).single()).isZero();
	}

	private long balance(String owner, Book book) {
		return this.jdbc.sql("select " + book.word() + " from credit_account where owner = :owner")
			.param("owner", owner)
			.query(Long.class)
			.single();
	}

	private long transferred(String owner, Book book) {
		return this.jdbc.sql("""
				select coalesce(sum(case when target = :book then amount else -amount end), 0) from credit_transfer
				where owner = :owner and (source = :book or target = :book)
				""").param("book", book.word()).param("owner", owner).query(Long.class).single();
	}

	private long openHolds(String owner) {
		return this.jdbc.sql("""
				select coalesce(sum(amount), 0) from credit_transfer hold where owner = :owner and settles = false
				and not exists (select 1 from credit_transfer settlement where settlement.job_id = hold.job_id
				and settlement.line = hold.line and settlement.settles = true)
				""").param("owner", owner).query(Long.class).single();
	}

	/**
	 * Return how many transfers an owner has.
	 */
	int transfers(String owner) {
		return this.jdbc.sql("select count(*) from credit_transfer where owner = :owner")
			.param("owner", owner)
			.query(Integer.class)
			.single();
	}

}
