package io.wxomedia.jobapi;

import java.time.Clock;

import io.wxomedia.job.ItemTable;
import io.wxomedia.job.JobProperties;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.ProviderFigures;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.web.Refusal;
import io.wxomedia.worker.JobHandlers;
import io.wxomedia.worker.JobLanes;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration for what callers see of jobs.
 */
@Configuration(proxyBeanMethods = false)
class JobApiConfiguration {

	@Bean
	JobViews jobViews(JobRecords jobs, ItemTable items, JobHandlers handlers, CallbackStates callbacks,
			ProviderFigures provider, JobLanes lanes, JobProperties properties, Clock clock) {
		return new JobViews(jobs, items, handlers, callbacks, provider, lanes, properties, clock);
	}

	@Bean
	ResultAnswers resultAnswers(PayloadStore payloads) {
		return new ResultAnswers(payloads);
	}

	@Bean
	JobAccess jobAccess(JobRecords jobs) {
		return (job, caller) -> jobs.owner(job)
			.filter(caller::mayDealWith)
			.orElseThrow(() -> Refusal.notFound("There is no job " + job + "."));
	}

}
