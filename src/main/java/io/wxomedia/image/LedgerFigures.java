package io.wxomedia.image;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

import io.wxomedia.job.JobId;
import io.wxomedia.job.ProviderFigures;
import io.wxomedia.openai.ImageEditor;
import io.wxomedia.spending.ProviderPauses;
import io.wxomedia.spending.ProviderPermits;
import io.wxomedia.spending.Spending;

/**
 * {@link ProviderFigures} by the ledger, the permits and the provider's pauses.
 */
class LedgerFigures implements ProviderFigures {

	private final Spending spending;

	private final ProviderPermits permits;

	private final ProviderPauses pauses;

	private final ImageEditor editor;

	LedgerFigures(Spending spending, ProviderPermits permits, ProviderPauses pauses, ImageEditor editor) {
		this.spending = spending;
		this.permits = permits;
		this.pauses = pauses;
		this.editor = editor;
	}

	@Override
	public Optional<BigDecimal> cost(JobId job) {
		return this.spending.ofJob(job.value());
	}

	@Override
	public Optional<Instant> earliestCall(JobId job) {
		return Stream.of(this.permits.expected(job.value()), this.pauses.until(this.editor.model()))
			.flatMap(Optional::stream)
			.max(Instant::compareTo);
	}

}
