package io.wxomedia.credits;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.wxomedia.job.JobId;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@link Credits} in the database. Holding the account's row makes everything of one
 * owner happen one after the other.
 */
class JdbcCredits implements Credits {

	private final CreditBooks books;

	private final TransactionTemplate transactions;

	private final ApplicationEventPublisher events;

	private final int initial;

	JdbcCredits(CreditBooks books, TransactionTemplate transactions, ApplicationEventPublisher events, int initial) {
		this.books = books;
		this.transactions = transactions;
		this.events = events;
		this.initial = initial;
	}

	@Override
	public void hold(String owner, JobId job, List<Line> lines) {
		holdAll(owner, Map.of(job, lines));
	}

	@Override
	public void holdAll(String owner, Map<JobId, List<Line>> runs) {
		List<CreditBooks.Part> wanted = new ArrayList<>();
		runs.forEach((job, lines) -> wanted.addAll(parts(job, lines)));
		if (!wanted.isEmpty()) {
			this.transactions.executeWithoutResult((status) -> holdMissing(owner, wanted));
		}
	}

	private static List<CreditBooks.Part> parts(JobId job, List<Line> lines) {
		Map<String, Long> sums = new LinkedHashMap<>();
		lines.forEach((line) -> sums.merge(line.what(), (long) line.amount(), Long::sum));
		return sums.entrySet()
			.stream()
			.filter((sum) -> sum.getValue() > 0)
			.map((sum) -> new CreditBooks.Part(job, sum.getKey(), sum.getValue(), null))
			.toList();
	}

	private void holdMissing(String owner, List<CreditBooks.Part> wanted) {
		long available = open(owner);
		List<CreditBooks.Part> missing = new ArrayList<>(wanted);
		missing.removeIf(this.books::wasHeld);
		if (missing.isEmpty()) {
			return;
		}
		long required = missing.stream().mapToLong(CreditBooks.Part::amount).sum();
		if (required > available) {
			throw new InsufficientCredits(Math.toIntExact(Math.min(required, Integer.MAX_VALUE)),
					Math.toIntExact(available));
		}
		this.books.move(owner, Kind.HOLD, missing);
	}

	/**
	 * Hold an account until the end of the transaction, a new one with what it begins
	 * with.
	 * @return what can be used
	 */
	long open(String owner) {
		return this.books.take(owner).orElseGet(() -> {
			if (this.books.make(owner) && this.initial > 0) {
				this.books.move(owner, Kind.GRANT,
						List.of(new CreditBooks.Part(null, null, this.initial, "CREDITS_INITIAL")));
			}
			return this.books.take(owner).orElseThrow();
		});
	}

	@Override
	public void capture(JobId job) {
		settle(job, (line) -> true, (line) -> false);
	}

	@Override
	public void capture(JobId job, String what) {
		settle(job, what::equals, (line) -> false);
	}

	@Override
	public int release(JobId job) {
		return settle(job, (line) -> false, (line) -> true);
	}

	@Override
	public int settle(JobId job, Collection<String> captured) {
		Set<String> names = Set.copyOf(captured);
		return settle(job, names::contains, (line) -> !names.contains(line));
	}

	private int settle(JobId job, Predicate<String> captured, Predicate<String> released) {
		Integer back = this.transactions.execute((status) -> {
			List<CreditBooks.Held> before = this.books.held(job);
			if (before.stream().noneMatch(CreditBooks.Held::isOpen)) {
				return 0;
			}
			String owner = before.get(0).owner();
			this.books.take(owner);
			// Somebody may have settled them until the account was this one's.
			List<CreditBooks.Held> open = this.books.held(job).stream().filter(CreditBooks.Held::isOpen).toList();
			int used = move(owner, Kind.CAPTURE, job, open, captured);
			if (used > 0) {
				this.events.publishEvent(new CreditsCaptured(used));
			}
			return move(owner, Kind.RELEASE, job, open, released);
		});
		return (back != null) ? back : 0;
	}

	private int move(String owner, Kind kind, JobId job, List<CreditBooks.Held> open, Predicate<String> which) {
		List<CreditBooks.Part> parts = open.stream()
			.filter((held) -> which.test(held.line()))
			.map((held) -> new CreditBooks.Part(job, held.line(), held.amount(), null))
			.toList();
		if (!parts.isEmpty()) {
			this.books.move(owner, kind, parts);
		}
		return Math.toIntExact(parts.stream().mapToLong(CreditBooks.Part::amount).sum());
	}

	@Override
	public Balance balance(String owner) {
		return this.books.balance(owner).orElseGet(() -> new Balance(owner, this.initial, 0, this.initial));
	}

	@Override
	public Charge chargeOf(JobId job) {
		int held = 0;
		int captured = 0;
		int released = 0;
		for (CreditBooks.Held line : this.books.held(job)) {
			if (line.isOpen()) {
				held += line.amount();
			}
			else if (Kind.CAPTURE.word().equals(line.settledBy())) {
				captured += line.amount();
			}
			else {
				released += line.amount();
			}
		}
		return new Charge(held + captured + released, held, captured, released);
	}

	@Override
	public boolean isAnythingHeld() {
		return this.books.isAnythingHeld();
	}

}
