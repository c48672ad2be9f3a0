package io.wxomedia.job;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.wxomedia.event.EventLog;
import io.wxomedia.monitoring.Readings;
import io.wxomedia.payload.PayloadReferences;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.queue.WorkQueue;
import io.wxomedia.queue.WorkQueues;
import io.wxomedia.web.Refusal;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Configuration for jobs.
 */
@Configuration(proxyBeanMethods = false)
class JobConfiguration {

	private static final Duration RETENTION_PAUSE = Duration.ofMinutes(1);

	private static final Duration SWEEP_PAUSE = Duration.ofHours(1);

	@Bean
	JobTable jobTable(JdbcClient jdbc, Clock clock) {
		return new JobTable(jdbc, clock);
	}

	@Bean
	ItemTable itemTable(JdbcClient jdbc) {
		return new ItemTable(jdbc);
	}

	@Bean
	JobHandlers jobHandlers(List<JobHandler> handlers) {
		return new JobHandlers(handlers);
	}

	@Bean
	CallbackRenewal callbackRenewal(JobTable jobs, JobHandlers handlers) {
		return (id) -> {
			Job job = jobs.find(id).map(JobRecord::job).orElseThrow();
			return handlers.of(job).renew(job);
		};
	}

	@Bean
	JobLife jobLife(JobTable jobs, EventLog events) {
		return new JobLife(jobs, events);
	}

	@Bean
	RunningJobs runningJobs(JobTable jobs) {
		return new RunningJobs(jobs);
	}

	@Bean
	Verdicts verdicts(JobLife life, TransactionTemplate transactions, ApplicationEventPublisher events,
			PayloadStore payloads, JobProperties properties, Clock clock) {
		return new Verdicts(life, DatabaseRetry.ofHiccups(transactions), events, payloads, properties, clock);
	}

	@Bean
	JobRunner jobRunner(JobLife life, ItemTable items, JobHandlers handlers, RunningJobs running, Verdicts verdicts,
			TransactionTemplate transactions, Clock clock) {
		return new JobRunner(life, items, handlers, running, verdicts, DatabaseRetry.ofHiccups(transactions), clock);
	}

	@Bean
	JobCancellation jobCancellation(JobTable jobs, JobLife life, ItemTable items, JobHandlers handlers,
			RunningJobs running, Verdicts verdicts, JobLanes lanes, TransactionTemplate transactions, Clock clock) {
		return new JobCancellation(jobs, life, items, handlers, running, verdicts, lanes,
				DatabaseRetry.ofHiccups(transactions), clock);
	}

	@Bean
	JobSearch jobSearch(JdbcClient jdbc) {
		return new JobSearch(jdbc);
	}

	@Bean
	JobRetention jobRetention(JobTable jobs, PayloadStore payloads, List<PayloadReferences> references, Clock clock) {
		return new JobRetention(jobs, payloads, references, clock);
	}

	@Bean
	JobTraces jobTraces(JobTable jobs) {
		return (worker) -> new TracedWork(worker, jobs);
	}

	@Bean
	JobRemoval jobRemoval(JdbcClient jdbc, TransactionTemplate transactions, PayloadStore payloads) {
		return new JobRemoval(jdbc, transactions, payloads);
	}

	@Bean
	WorkQueue jobQueue(WorkQueues queues, JobRunner runner, JobTraces traces, JobRetention retention,
			JobProperties properties) {
		List<WorkQueues.Chore> chores = List.of(
				new WorkQueues.Chore("job-retention", RETENTION_PAUSE, retention::removeExpired),
				new WorkQueues.Chore("payload-sweep", SWEEP_PAUSE, retention::sweepPayloads));
		return queues.create(new WorkQueues.Settings("job", properties.maxConcurrent(), 0, false, chores),
				traces.traced(runner));
	}

	/**
	 * Leading a batch is cheap, and its images are bounded by threads of their own.
	 */
	@Bean
	WorkQueue batchJobQueue(WorkQueues queues, JobRunner runner, JobTraces traces, JobProperties properties) {
		return queues.create(new WorkQueues.Settings("batch_job", properties.maxConcurrent(), 0, false, List.of()),
				traces.traced(runner));
	}

	@Bean
	JobLanes jobLanes(WorkQueue jobQueue, WorkQueue batchJobQueue, JobHandlers handlers) {
		return (kind) -> handlers.of(kind).onlyLeads() ? batchJobQueue : jobQueue;
	}

	@Bean
	Jobs jobs(JobTable jobs, JobLife life, JdbcClient jdbc, JobLanes lanes, List<SubmissionCheck> checks,
			TransactionTemplate transactions, JobProperties properties, Clock clock) {
		return new DurableJobs(jobs, life, new IdempotencyKeys(jdbc), lanes, checks, transactions, properties, clock);
	}

	@Bean
	WaitingJobs waitingJobs(JdbcClient jdbc, WorkQueue jobQueue, WorkQueue batchJobQueue, Clock clock) {
		return new JdbcWaitingJobs(jdbc, List.of(jobQueue, batchJobQueue), clock);
	}

	@Bean
	Admission admission(JobTable jobs, PayloadStore payloads, JobProperties properties) {
		return new Admission(jobs, payloads.space(), properties.maxQueuedBytes().toBytes());
	}

	@Bean
	JobMetrics jobMetrics(MeterRegistry registry, Readings readings, JobTable jobs, Clock clock) {
		return new JobMetrics(registry, readings, jobs, clock);
	}

	@Bean
	JobViews jobViews(JobTable jobs, ItemTable items, JobHandlers handlers, CallbackStates callbacks,
			ProviderFigures provider, JobLanes lanes, JobProperties properties, Clock clock) {
		return new JobViews(jobs, items, handlers, callbacks, provider, lanes, properties, clock);
	}

	@Bean
	JobAccess jobAccess(JobTable jobs) {
		return (job, caller) -> jobs.owner(job)
			.filter(caller::mayDealWith)
			.orElseThrow(() -> Refusal.notFound("There is no job " + job + "."));
	}

	@Bean
	PayloadReferences jobPayloads(JobTable jobs) {
		return jobs::payloadsInUse;
	}

}
