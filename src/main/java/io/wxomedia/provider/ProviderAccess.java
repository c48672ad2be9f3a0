package io.wxomedia.provider;

import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.wxomedia.job.WaitingJobs;
import io.wxomedia.spending.ProviderModel;

import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tells what keeps jobs from calling providers, and lifts it. Thread-safe.
 */
class ProviderAccess {

	private final ConfiguredCalls configured;

	private final ProviderStates states;

	private final ProviderPauses pauses;

	private final WaitingJobs jobs;

	private final TransactionTemplate transactions;

	private final Clock clock;

	ProviderAccess(ConfiguredCalls configured, ProviderStates states, ProviderPauses pauses, WaitingJobs jobs,
			TransactionTemplate transactions, Clock clock) {
		this.configured = configured;
		this.states = states;
		this.pauses = pauses;
		this.jobs = jobs;
		this.transactions = transactions;
		this.clock = clock;
	}

	/**
	 * Return the models that are configured, and others that calls are kept back of.
	 */
	ProviderView show() {
		Set<ProviderModel> models = new LinkedHashSet<>(this.configured.models());
		models.addAll(this.pauses.keptBack(this.clock.instant()));
		int waiting = this.jobs.count(Next.WaitUntil.FOR_PROVIDER);
		List<ProviderView.Entry> entries = models.stream()
			.map((model) -> entry(model, this.states.of(model), waiting))
			.filter((entry) -> entry.until() != null || this.configured.models().contains(entry.target()))
			.toList();
		return new ProviderView(entries);
	}

	private static ProviderView.Entry entry(ProviderModel model, ProviderStates.State state, int waiting) {
		return new ProviderView.Entry(model.provider(), model.model(), state.kind().word(), state.until(),
				state.reason(), waiting);
	}

	/**
	 * Let work through that is kept back. Jobs that wait already, for a provider or for
	 * their next try, come forward; in a batch that runs they do so within seconds.
	 * @param models what may be called again
	 * @return how many jobs came forward
	 */
	int resume(Collection<ProviderModel> models) {
		Integer hastened = this.transactions.execute((status) -> {
			models.forEach(this.pauses::resume);
			return this.jobs.hasten(Set.of(Next.WaitUntil.FOR_PROVIDER, Next.WaitUntil.FOR_NEXT_TRY));
		});
		return (hastened != null) ? hastened : 0;
	}

}
