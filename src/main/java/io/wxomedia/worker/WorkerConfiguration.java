package io.wxomedia.worker;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.wxomedia.event.EventNumbers;
import io.wxomedia.job.CallbackRenewal;
import io.wxomedia.job.DatabaseRetry;
import io.wxomedia.job.HeldJobs;
import io.wxomedia.job.ItemTable;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobHandler;
import io.wxomedia.job.JobLife;
import io.wxomedia.job.JobProperties;
import io.wxomedia.job.JobRecord;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.JobRetention;
import io.wxomedia.job.KeptPayloads;
import io.wxomedia.job.WaitingJobs;
import io.wxomedia.monitoring.Readings;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.queue.WorkQueue;
import io.wxomedia.queue.WorkQueues;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Configuration for the work on jobs.
 */
@Configuration(proxyBeanMethods = false)
class WorkerConfiguration {

	private static final Duration RETENTION_PAUSE = Duration.ofMinutes(1);

	private static final Duration SWEEP_PAUSE = Duration.ofHours(1);

	private static final Duration NUMBERS_PAUSE = Duration.ofMinutes(1);

	private static final Duration CANCELLING_PAUSE = Duration.ofSeconds(30);

	@Bean
	JobHandlers jobHandlers(List<JobHandler> handlers) {
		return new JobHandlers(handlers);
	}

	@Bean
	KeptPayloads keptPayloads(JobHandlers handlers) {
		// What is kept of a kind that nobody knows is left to the sweep.
		return (job, kind) -> handlers.knows(kind) ? handlers.of(kind).kept(job).values() : List.of();
	}

	@Bean
	CallbackRenewal callbackRenewal(JobRecords jobs, JobHandlers handlers) {
		return (id) -> {
			Job job = jobs.find(id).map(JobRecord::job).orElseThrow();
			return handlers.of(job).renew(job);
		};
	}

	@Bean
	RunningJobs runningJobs(JobRecords jobs) {
		return new RunningJobs(jobs);
	}

	@Bean
	Verdicts verdicts(JobLife life, TransactionTemplate transactions, ApplicationEventPublisher events,
			PayloadStore payloads, JobProperties properties, Clock clock) {
		return new Verdicts(life, DatabaseRetry.ofHiccups(transactions), events, payloads, properties, clock);
	}

	@Bean
	RecentTraces recentTraces(JobRecords jobs) {
		return new RecentTraces(jobs);
	}

	@Bean
	JobRunner jobRunner(JobLife life, ItemTable items, JobHandlers handlers, RunningJobs running, Verdicts verdicts,
			RecentTraces traces, TransactionTemplate transactions, Clock clock) {
		return new JobRunner(life, items, handlers, running, verdicts, traces, DatabaseRetry.ofHiccups(transactions),
				clock);
	}

	@Bean
	JobCancellation jobCancellation(JobRecords jobs, JobLife life, ItemTable items, JobHandlers handlers,
			RunningJobs running, Verdicts verdicts, JobLanes lanes, TransactionTemplate transactions, Clock clock) {
		return new JobCancellation(jobs, life, items, handlers, running, verdicts, lanes,
				DatabaseRetry.ofHiccups(transactions), clock);
	}

	@Bean
	JobSettlement jobSettlement(HeldJobs held, JobRecords jobs, JobLife life, ItemTable items, Verdicts verdicts,
			JobLanes lanes, TransactionTemplate transactions, Clock clock) {
		return new JobSettlement(held, jobs, life, items, verdicts, lanes, DatabaseRetry.ofConflicts(transactions),
				clock);
	}

	@Bean
	JobTraces jobTraces(RecentTraces traces) {
		return (worker) -> new TracedWork(worker, traces);
	}

	@Bean
	WorkQueue jobQueue(WorkQueues queues, JobRunner runner, JobRetention retention, EventNumbers events,
			ObjectProvider<JobCancellation> cancellation, ObjectProvider<WorkQueues.Chore> ofOtherModules,
			JobProperties properties) {
		List<WorkQueues.Chore> chores = Stream
			.concat(ofOtherModules.orderedStream(),
					Stream
						.of(new WorkQueues.Chore("job-retention", RETENTION_PAUSE, retention::removeExpired),
								new WorkQueues.Chore("payload-sweep", SWEEP_PAUSE, retention::sweepPayloads),
								new WorkQueues.Chore("event-numbers", NUMBERS_PAUSE, events::number),
								// It needs the queues itself.
								new WorkQueues.Chore("job-cancelling", CANCELLING_PAUSE,
										() -> cancellation.getObject().endForgotten())))
			.toList();
		return queues.create(new WorkQueues.Settings("job", properties.maxConcurrent(), 0, false, chores, true),
				runner);
	}

	/**
	 * Leading a batch is cheap, and its images are bounded by threads of their own.
	 */
	@Bean
	WorkQueue batchJobQueue(WorkQueues queues, JobRunner runner, JobProperties properties) {
		return queues.create(
				new WorkQueues.Settings("batch_job", properties.maxConcurrent(), 0, false, List.of(), true), runner);
	}

	@Bean
	JobLanes jobLanes(WorkQueue jobQueue, WorkQueue batchJobQueue, JobHandlers handlers) {
		return (kind) -> handlers.kind(kind).leads() ? batchJobQueue : jobQueue;
	}

	@Bean
	WaitingJobs waitingJobs(JobRecords jobs, WorkQueue jobQueue, WorkQueue batchJobQueue, Clock clock) {
		return new QueuedJobs(jobs, List.of(jobQueue, batchJobQueue), clock);
	}

	@Bean
	JobMetrics jobMetrics(MeterRegistry registry, Readings readings, JobRecords jobs, Clock clock) {
		return new JobMetrics(registry, readings, jobs, clock);
	}

}
