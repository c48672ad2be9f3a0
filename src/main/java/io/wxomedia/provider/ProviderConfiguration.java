package io.wxomedia.provider;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

import io.micrometer.core.instrument.MeterRegistry;
import io.wxomedia.job.DatabaseRetry;
import io.wxomedia.job.ProviderFigures;
import io.wxomedia.job.WaitingJobs;
import io.wxomedia.monitoring.RecentTraffic;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.rules.CallerRules;
import io.wxomedia.spending.CallBudget;
import io.wxomedia.spending.ProviderLedger;
import io.wxomedia.spending.Spending;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Configuration for paid calls.
 */
@Configuration(proxyBeanMethods = false)
class ProviderConfiguration {

	@Bean
	ConfiguredCalls configuredCalls(ImageEditor editor) {
		return new ConfiguredCalls(List.of(editor.purchase(EditOptions.NONE)));
	}

	@Bean
	RecentTraffic providerHealthIndicator(Clock clock) {
		return new RecentTraffic(clock);
	}

	@Bean
	PaidCalls paidCalls(ProviderGate gate, ProviderPauses pauses, ProviderPermits permits, CallBudget budget,
			ObjectProvider<CallerRules> rules, ObjectProvider<WaitingJobs> waiting, ProviderLedger ledger,
			ConfiguredCalls configured, PayloadStore payloads, TransactionTemplate transactions, Clock clock,
			RecentTraffic providerHealthIndicator, MeterRegistry registry, ProviderProperties properties) {
		DatabaseRetry database = DatabaseRetry.ofConflicts(transactions);
		// Looked up late: the queues know the jobs, and those their calls.
		Runnable permitsLeft = () -> database
			.inTransaction(() -> waiting.getObject().hasten(Set.of(Next.WaitUntil.FOR_NEXT_TRY)));
		return new PaidCalls(
				new PaidCalls.Limits(gate, pauses, permits, budget, rules.getIfAvailable(() -> CallerRules.NONE),
						permitsLeft),
				ledger, properties.callsAfterLostAnswer(),
				new CallMeter(configured.models(), providerHealthIndicator, registry), payloads, transactions, clock,
				new RetryPauses(RandomGenerator.getDefault()));
	}

	@Bean
	ProviderFigures providerFigures(Spending spending, ProviderLedger ledger, ProviderPermits permits,
			ProviderPauses pauses, ImageEditor editor, ObjectProvider<CallerRules> rules) {
		return new LedgerFigures(spending, ledger, permits, pauses, editor,
				rules.getIfAvailable(() -> CallerRules.NONE));
	}

	@Bean
	FinishedCalls finishedCalls(ProviderGate gate, ProviderPermits permits, ProviderLedger ledger,
			WaitingJobs waiting) {
		return new FinishedCalls(gate, permits, ledger, waiting);
	}

	@Bean
	ProviderAccess providerAccess(ConfiguredCalls configured, ProviderStates states, ProviderPauses pauses,
			WaitingJobs jobs, TransactionTemplate transactions, Clock clock) {
		return new ProviderAccess(configured, states, pauses, jobs, transactions, clock);
	}

	@Bean
	@Order(26)
	ProviderCheck providerCheck(ProviderAccess access) {
		return new ProviderCheck(access);
	}

}
