package io.wxomedia.credits;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.wxomedia.credits.Credits.Balance;
import io.wxomedia.credits.Credits.Charge;
import io.wxomedia.credits.Credits.Line;
import io.wxomedia.job.JobId;
import io.wxomedia.testing.TestDatabase;
import io.wxomedia.web.Refusal;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeTry;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever owners and jobs do one after the other, the accounts are those of a simple
 * model, and the books are right.
 */
class CreditsPropertyTests {

	private static final int INITIAL = 30;

	private static final int OWNERS = 2;

	private static final int JOBS = 4;

	private static final List<String> LINES = List.of("image", "video");

	private static final TestDatabase database = TestDatabase.h2();

	private final CreditBooks books = new CreditBooks(database.jdbc(), new JdbcTemplate(database.dataSource()),
			Clock.systemUTC());

	private final JdbcCredits credits = new JdbcCredits(this.books, database.transactions(), (event) -> {
	}, INITIAL);

	private final CreditGrants grants = new CreditGrants(this.books, this.credits, database.transactions());

	@BeforeTry
	void empty() {
		database.jdbc().sql("delete from credit_transfer").update();
		database.jdbc().sql("delete from credit_account").update();
	}

	@AfterContainer
	static void closeDatabase() {
		database.close();
	}

	@Property(tries = 150)
	void accountsAreThoseOfTheModel(@ForAll("programmes") List<Act> programme) {
		Model model = new Model();
		for (Act act : programme) {
			if (act.rolledBack()) {
				database.transactions().executeWithoutResult((status) -> {
					perform(act, new Model(model));
					status.setRollbackOnly();
				});
			}
			else {
				assertThat(perform(act, model)).as("%s", act).isTrue();
			}
			for (int owner = 0; owner < OWNERS; owner++) {
				assertThat(this.credits.balance(Model.owner(owner))).as("after %s", act)
					.isEqualTo(model.balance(owner));
			}
			for (int job = 0; job < JOBS; job++) {
				assertThat(this.credits.chargeOf(Model.job(job))).as("after %s", act).isEqualTo(model.charge(job));
			}
		}
		new AccountBooks(database.jdbc()).requireRight();
	}

	/**
	 * Do something and let the model do the same.
	 * @return whether both agree on whether it could be done, and how much went back
	 */
	private boolean perform(Act act, Model model) {
		JobId job = Model.job(act.job());
		int owner = act.job() % OWNERS;
		String line = LINES.get(act.line());
		switch (act.what()) {
			case GRANT:
				return model.grant(owner,
						act.amount()) == done(() -> this.grants.grant(Model.owner(owner), act.amount(), null));
			case HOLD:
				return model.hold(owner, Map.of(act.job(), List.of(new Line(line, Math.abs(act.amount()))))) == done(
						() -> this.credits.hold(Model.owner(owner), job,
								List.of(new Line(line, Math.abs(act.amount())))));
			case HOLD_ALL:
				Map<Integer, List<Line>> runs = new LinkedHashMap<>();
				Map<JobId, List<Line>> real = new LinkedHashMap<>();
				for (int one = owner; one < JOBS; one += OWNERS) {
					List<Line> lines = LINES.stream().map((name) -> new Line(name, Math.abs(act.amount()))).toList();
					runs.put(one, lines);
					real.put(Model.job(one), lines);
				}
				return model.hold(owner, runs) == done(() -> this.credits.holdAll(Model.owner(owner), real));
			case CAPTURE:
				this.credits.capture(job);
				model.settle(act.job(), LINES, List.of());
				return true;
			case CAPTURE_LINE:
				this.credits.capture(job, line);
				model.settle(act.job(), List.of(line), List.of());
				return true;
			case SETTLE:
				return this.credits.settle(job, List.of(line)) == model.settle(act.job(), List.of(line), LINES);
			case RELEASE:
				return this.credits.release(job) == model.settle(act.job(), List.of(), LINES);
			default:
				throw new IllegalArgumentException(act.toString());
		}
	}

	private static boolean done(Runnable act) {
		try {
			act.run();
			return true;
		}
		catch (InsufficientCredits | Refusal ex) {
			return false;
		}
	}

	@Provide
	Arbitrary<List<Act>> programmes() {
		return Combinators
			.combine(Arbitraries.of(What.class), Arbitraries.integers().between(0, JOBS - 1),
					Arbitraries.integers().between(0, LINES.size() - 1),
					Arbitraries.integers().between(-20, 20).filter((amount) -> amount != 0),
					Arbitraries.frequencyOf(Tuple.of(6, Arbitraries.just(false)), Tuple.of(1, Arbitraries.just(true))))
			.as(Act::new)
			.list()
			.ofMinSize(1)
			.ofMaxSize(25);
	}

	/**
	 * What can be done.
	 */
	private enum What {

		GRANT, HOLD, HOLD_ALL, CAPTURE, CAPTURE_LINE, SETTLE, RELEASE

	}

	/**
	 * Something that is done.
	 *
	 * @param what what
	 * @param job to which job, and so to whose
	 * @param line to which of its lines
	 * @param amount how many credits; a hold takes them without their sign
	 * @param rolledBack whether its transaction is rolled back
	 */
	record Act(What what, int job, int line, int amount, boolean rolledBack) {

	}

	/**
	 * Accounts as anybody would keep them on paper.
	 */
	private static final class Model {

		private final Map<Integer, Integer> available = new LinkedHashMap<>();

		private final Map<Integer, Map<String, Entry>> jobs = new LinkedHashMap<>();

		Model() {
		}

		Model(Model other) {
			this.available.putAll(other.available);
			other.jobs.forEach((job, lines) -> this.jobs.put(job, new LinkedHashMap<>(lines)));
		}

		static String owner(int owner) {
			return "owner " + owner;
		}

		static JobId job(int job) {
			return new JobId(new UUID(7, job));
		}

		boolean grant(int owner, int amount) {
			int after = available(owner) + amount;
			if (after < 0) {
				return false;
			}
			this.available.put(owner, after);
			return true;
		}

		boolean hold(int owner, Map<Integer, List<Line>> runs) {
			List<Runnable> writes = new ArrayList<>();
			int required = 0;
			for (Map.Entry<Integer, List<Line>> run : runs.entrySet()) {
				Map<String, Entry> lines = this.jobs.computeIfAbsent(run.getKey(), (job) -> new LinkedHashMap<>());
				for (Line line : run.getValue()) {
					if (!lines.containsKey(line.what())) {
						required += line.amount();
						writes.add(() -> lines.put(line.what(), new Entry(line.amount(), "held")));
					}
				}
			}
			if (required > available(owner)) {
				return false;
			}
			this.available.put(owner, available(owner) - required);
			writes.forEach(Runnable::run);
			return true;
		}

		int settle(int job, List<String> captured, List<String> released) {
			int back = 0;
			for (Map.Entry<String, Entry> line : this.jobs.getOrDefault(job, Map.of()).entrySet()) {
				Entry entry = line.getValue();
				if (!entry.state().equals("held")) {
					continue;
				}
				if (captured.contains(line.getKey())) {
					line.setValue(new Entry(entry.amount(), "captured"));
				}
				else if (released.contains(line.getKey())) {
					line.setValue(new Entry(entry.amount(), "released"));
					back += entry.amount();
				}
			}
			this.available.put(job % OWNERS, available(job % OWNERS) + back);
			return back;
		}

		private int available(int owner) {
			return this.available.getOrDefault(owner, INITIAL);
		}

		Balance balance(int owner) {
			int held = 0;
			for (int job = owner; job < JOBS; job += OWNERS) {
				held += sum(job, "held");
			}
			return new Balance(owner(owner), available(owner) + held, held, available(owner));
		}

		Charge charge(int job) {
			int held = sum(job, "held");
			int captured = sum(job, "captured");
			int released = sum(job, "released");
			return new Charge(held + captured + released, held, captured, released);
		}

		private int sum(int job, String state) {
			return this.jobs.getOrDefault(job, Map.of())
				.values()
				.stream()
				.filter((entry) -> entry.state().equals(state))
				.mapToInt(Entry::amount)
				.sum();
		}

		/**
		 * A line of a job.
		 */
		private record Entry(int amount, String state) {

		}

	}

}
