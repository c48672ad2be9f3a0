package io.wxomedia.job;

import java.time.Clock;
import java.util.List;

import io.wxomedia.event.EventLog;
import io.wxomedia.payload.PayloadReferences;
import io.wxomedia.payload.PayloadStore;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Configuration for jobs.
 */
@Configuration(proxyBeanMethods = false)
class JobConfiguration {

	@Bean
	JobRecords jobRecords(JdbcClient jdbc) {
		return new JobRecords(jdbc);
	}

	@Bean
	ItemTable itemTable(JdbcClient jdbc) {
		return new ItemTable(jdbc);
	}

	@Bean
	JobLife jobLife(JdbcClient jdbc, EventLog events, Clock clock) {
		return new JobLife(jdbc, events, clock);
	}

	@Bean
	JobSearch jobSearch(JdbcClient jdbc) {
		return new JobSearch(jdbc);
	}

	@Bean
	ExpiredJobs expiredJobs(JdbcClient jdbc, Clock clock) {
		return new ExpiredJobs(jdbc, clock);
	}

	@Bean
	JobRetention jobRetention(ExpiredJobs jobs, TransactionTemplate transactions, PayloadStore payloads,
			KeptPayloads kept, List<SharedPayloads> shared, List<PayloadReferences> references, Clock clock) {
		return new JobRetention(jobs, transactions, payloads, kept, SharedPayloads.of(shared), references, clock);
	}

	@Bean
	JobRemoval jobRemoval(JdbcClient jdbc, TransactionTemplate transactions, PayloadStore payloads, KeptPayloads kept,
			List<SharedPayloads> shared) {
		return new JobRemoval(jdbc, transactions, payloads, kept, SharedPayloads.of(shared));
	}

	@Bean
	PayloadReferences stepPayloads(ItemTable items) {
		return () -> items.payloads(false);
	}

	@Bean
	SharedPayloads takenStepPayloads(ItemTable items) {
		return () -> items.payloads(true);
	}

	@Bean
	PayloadReferences jobPayloads(ExpiredJobs jobs) {
		return jobs::payloadsInUse;
	}

}
