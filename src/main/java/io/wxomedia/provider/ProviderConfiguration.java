package io.wxomedia.provider;

import io.wxomedia.job.ProviderFigures;
import io.wxomedia.spending.ProviderLedger;
import io.wxomedia.spending.Spending;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration for what jobs and providers know of each other.
 */
@Configuration(proxyBeanMethods = false)
class ProviderConfiguration {

	@Bean
	ProviderFigures providerFigures(Spending spending, ProviderLedger ledger, ProviderPermits permits,
			ProviderPauses pauses, ImageEditor editor) {
		return new LedgerFigures(spending, ledger, permits, pauses, editor);
	}

	@Bean
	FinishedCalls finishedCalls(ProviderPermits permits) {
		return new FinishedCalls(permits);
	}

}
