package io.wxomedia.provider;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

import io.wxomedia.job.JobId;
import io.wxomedia.job.ProviderFigures;
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

	LedgerFigures(Spending spending, ProviderLedger ledger, ProviderPermits permits, ProviderPauses pauses,
			ImageEditor editor) {
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
	public Optional<Instant> earliestCall(JobId job) {
		ProviderModel model = this.editor.purchase(EditOptions.NONE).model();
		return Stream.of(this.permits.expected(job.value(), model), this.pauses.until(model))
			.flatMap(Optional::stream)
			.max(Instant::compareTo);
	}

}
