package io.wxomedia.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import io.wxomedia.provider.ProviderGate.Visitor;

/**
 * What a provider refused and what will come back after the pause. Not thread-safe.
 */
final class RefusedWork {

	/**
	 * Refused work that does not come back so long after its pause (it was cancelled on
	 * another instance, or its time was over) keeps nobody waiting any more.
	 */
	private static final Duration COMES_BACK_WITHIN = Duration.ofSeconds(15);

	private final Map<Work, Refusals> refused = new HashMap<>();

	boolean isEmpty() {
		return this.refused.isEmpty();
	}

	/**
	 * Return how often that was refused which was refused most often.
	 * @param now what should have come back before this moment is waited for no more
	 */
	int most(Instant now) {
		this.refused.values().removeIf((refusals) -> refusals.comesBackBy().isBefore(now));
		return this.refused.values().stream().mapToInt(Refusals::count).max().orElse(0);
	}

	int count(Visitor visitor) {
		Refusals refusals = this.refused.get(Work.of(visitor));
		return (refusals != null) ? refusals.count() : 0;
	}

	/**
	 * Note a refusal. Its pause also keeps those back that were refused before.
	 */
	void add(Visitor visitor, Instant until, boolean comesBack) {
		Instant comesBackBy = until.plus(COMES_BACK_WITHIN);
		this.refused.replaceAll((work, refusals) -> refusals.comesBackBy().isBefore(comesBackBy)
				? new Refusals(refusals.count(), comesBackBy) : refusals);
		int before = count(visitor);
		forget(visitor);
		if (comesBack) {
			this.refused.put(Work.of(visitor), new Refusals(before + 1, comesBackBy));
		}
	}

	/**
	 * Expect at a moment what is to come back later.
	 */
	void expectAt(Instant now) {
		Instant comesBackBy = now.plus(COMES_BACK_WITHIN);
		this.refused.replaceAll((work, refusals) -> refusals.comesBackBy().isAfter(comesBackBy)
				? new Refusals(refusals.count(), comesBackBy) : refusals);
	}

	void forget(Visitor visitor) {
		this.refused.remove(Work.of(visitor));
	}

	void forget(UUID job) {
		this.refused.keySet().removeIf((work) -> work.job().equals(job));
	}

	/**
	 * How often some work was refused.
	 *
	 * @param count how often
	 * @param comesBackBy when it will have come back
	 */
	private record Refusals(int count, Instant comesBackBy) {

	}

	/**
	 * A piece of work.
	 */
	private record Work(UUID job, int item) {

		static Work of(Visitor visitor) {
			return new Work(visitor.job(), visitor.item());
		}

	}

}
