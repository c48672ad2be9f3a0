package io.wxomedia.submission;

import java.time.Clock;
import java.util.List;

import io.wxomedia.job.ItemTable;
import io.wxomedia.job.JobLife;
import io.wxomedia.job.JobProperties;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.ProviderFigures;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.worker.JobHandlers;
import io.wxomedia.worker.JobLanes;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Configuration for accepting jobs.
 */
@Configuration(proxyBeanMethods = false)
class SubmissionConfiguration {

	@Bean
	QueueRoom queueRoom(JobRecords jobs) {
		return new QueueRoom(jobs);
	}

	@Bean
	Jobs jobs(JobRecords jobs, QueueRoom room, ProviderFigures figures, JobLife life, JdbcClient jdbc, JobLanes lanes,
			List<SubmissionCheck> checks, List<Acceptance> acceptances, TransactionTemplate transactions,
			JobProperties properties, Clock clock) {
		return new DurableJobs(room, new Turns(jobs, figures), life, new IdempotencyKeys(jdbc), lanes, checks,
				acceptances, transactions, properties, clock);
	}

	@Bean
	JobRetries jobRetries(Jobs jobs, JobRecords records, JobLife life, ItemTable items, JobHandlers handlers,
			Admission admission, PayloadStore payloads) {
		return new JobRetries(jobs, records, life, items, handlers, admission, payloads);
	}

	@Bean
	Admission admission(QueueRoom room, JdbcClient jdbc, PayloadStore payloads, JobProperties properties, Clock clock) {
		return new Admission(room, new IdempotencyKeys(jdbc), payloads.space(), properties.maxQueuedBytes().toBytes(),
				clock);
	}

}
