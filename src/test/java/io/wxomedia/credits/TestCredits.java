package io.wxomedia.credits;

import java.time.Clock;

import io.wxomedia.testing.TestDatabase;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Real credits for tests of those who hold and capture them.
 */
public final class TestCredits {

	private TestCredits() {
	}

	/**
	 * Make credits on a database.
	 * @param database the database
	 * @param initial what each owner begins with
	 * @return the credits
	 */
	public static Credits on(TestDatabase database, int initial) {
		return new JdbcCredits(
				new CreditBooks(database.jdbc(), new JdbcTemplate(database.dataSource()), Clock.systemUTC()),
				database.transactions(), (event) -> {
				}, initial);
	}

	/**
	 * Ask whether all books on a database are right: they add up to nothing, none is
	 * below it, and each line of a job is held and settled once at the most.
	 * @param database the database
	 */
	public static void requireRightBooks(TestDatabase database) {
		new AccountBooks(database.jdbc()).requireRight();
	}

}
