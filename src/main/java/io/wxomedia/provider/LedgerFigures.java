package io.wxomedia.provider;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

import io.wxomedia.job.Job;
import io.wxomedia.job.JobId;
import io.wxomedia.job.ProviderFigures;
import io.wxomedia.rules.CallerRules;
import io.wxomedia.spending.ProviderCall;
import io.wxomedia.spending.ProviderLedger;
import io.wxomedia.spending.ProviderModel;
import io.wxomedia.spending.Spending;
import org.jspecify.annotations.Nullable;

/**
 * {@link ProviderFigures} by the ledger, the permits and the provider's pauses.
 */
class LedgerFigures implements ProviderFigures {

	private final Spending spending;

	private final ProviderLedger ledger;

	private final ProviderPermits permits;

	private final ProviderPauses pauses;

	private final ImageEditor editor;

	private final CallerRules rules;

	LedgerFigures(Spending spending, ProviderLedger ledger, ProviderPermits permits, ProviderPauses pauses,
			ImageEditor editor, CallerRules rules) {
		this.rules = rules;
		this.spending = spending;
		this.ledger = ledger;
		this.permits = permits;
		this.pauses = pauses;
		this.editor = editor;
	}

	@Override
	public Optional<BigDecimal> cost(JobId job) {
		return this.spending.ofJob(job.value());
	}

	@Override
	public @Nullable Boolean paid(JobId job) {
		boolean unknown = false;
		for (ProviderCall call : this.ledger.callsOf(job.value())) {
			switch (call.outcome()) {
				case COMPLETED -> {
					return true;
				}
				case STARTED, LOST -> unknown = true;
				case BILLING_LIMIT, REFUSED, RETRYABLE -> {
					// Nothing was made, so nothing is paid for.
				}
			}
		}
		return unknown ? null : Boolean.FALSE;
	}

	@Override
	public Optional<Turn> turn(Job job) {
		ProviderModel model = model(job.owner());
		Optional<ProviderPermits.Expected> expected = this.permits
			.expected(new ProviderPermits.Asker(job.id().value(), 0, job.owner(), job.createdAt(), 0), model);
		Instant pause = this.pauses.until(model).orElse(Instant.MIN);
		if (expected.isEmpty()) {
			return pause.equals(Instant.MIN) ? Optional.empty() : Optional.of(new Turn(null, pause));
		}
		Instant at = expected.get().at();
		return Optional.of(new Turn(expected.get().ahead(), at.isAfter(pause) ? at : pause));
	}

	/**
	 * What is chosen for the caller holds, whatever the job asks for.
	 */
	private ProviderModel model(String owner) {
		String chosen = this.rules.choices(owner).model();
		return this.editor
			.purchase((chosen != null) ? new EditOptions(chosen, null, null, null, null, null, null) : EditOptions.NONE)
			.model();
	}

	@Override
	public int served(String owner) {
		return this.ledger.served(Set.of(owner)).getOrDefault(owner, 0);
	}

}
