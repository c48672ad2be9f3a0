package io.wxomedia.workflowapi;

import java.time.Clock;

import io.wxomedia.credits.Credits;
import io.wxomedia.credits.CreditsProperties;
import io.wxomedia.generation.GenerationEstimates;
import io.wxomedia.job.ItemTable;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.ProviderFigures;
import io.wxomedia.jobapi.JobAccess;
import io.wxomedia.workflow.Bucket;
import io.wxomedia.workflow.WorkflowRuns;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration for the endpoints of the workflow.
 */
@Configuration(proxyBeanMethods = false)
class WorkflowApiConfiguration {

	@Bean
	WorkflowViews workflowViews(JobRecords jobs, ItemTable items, WorkflowRuns runs, ProviderFigures figures,
			Bucket bucket, JsonMapper json, Clock clock) {
		return new WorkflowViews(jobs, items, runs, figures, bucket, json, clock);
	}

	@Bean
	WorkflowAccess workflowAccess(JobAccess access, WorkflowViews views) {
		return new WorkflowAccess(access, views);
	}

	@Bean
	Prices workflowPrices(GenerationEstimates estimates, Credits credits, CreditsProperties properties) {
		return new Prices(estimates, credits, properties);
	}

}
