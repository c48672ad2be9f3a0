package io.wxomedia.credits;

import java.util.List;

import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives owners credits, and takes back what was given in error. Thread-safe.
 */
class CreditGrants {

	private static final String CODE = "invalid_amount";

	private final CreditBooks books;

	private final JdbcCredits credits;

	private final TransactionTemplate transactions;

	CreditGrants(CreditBooks books, JdbcCredits credits, TransactionTemplate transactions) {
		this.books = books;
		this.credits = credits;
		this.transactions = transactions;
	}

	/**
	 * Grant credits.
	 * @param owner whom
	 * @param amount how many; below 0 takes some back that nobody has used
	 * @param reason why, or {@code null}
	 * @throws Refusal if that would be less than nothing, or more than an account holds
	 */
	void grant(String owner, int amount, @Nullable String reason) {
		this.transactions.executeWithoutResult((status) -> {
			long available = this.credits.open(owner);
			long balance = this.credits.balance(owner).balance();
			if (available + amount < 0) {
				throw Refusal.unprocessable(CODE, "The owner can use " + available
						+ " credits, so no more than that can be taken back; what is held for open jobs stays held.");
			}
			if (balance + amount > CreditsProperties.MOST) {
				throw Refusal.unprocessable(CODE, "The owner has " + balance + " credits, and an account holds "
						+ CreditsProperties.MOST + " at the most.");
			}
			if (amount > 0) {
				this.books.move(owner, Kind.GRANT, List.of(new CreditBooks.Part(null, null, amount, reason)));
			}
			else {
				this.books.takeBack(owner, -amount, reason);
			}
		});
	}

}
