package io.wxomedia.testing;

import java.math.BigDecimal;
import java.util.Optional;

import io.wxomedia.job.Job;
import io.wxomedia.job.JobId;
import io.wxomedia.job.ProviderFigures;

/**
 * {@link ProviderFigures} of a provider that was never called.
 */
public class NoFigures implements ProviderFigures {

	@Override
	public Optional<BigDecimal> cost(JobId job) {
		return Optional.empty();
	}

	@Override
	public Boolean paid(JobId job) {
		return false;
	}

	@Override
	public Optional<Turn> turn(Job job) {
		return Optional.empty();
	}

	@Override
	public int served(String owner) {
		return 0;
	}

}
