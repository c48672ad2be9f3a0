package io.wxomedia.callback;

import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

import io.micrometer.core.instrument.MeterRegistry;
import io.wxomedia.job.CallbackRenewal;
import io.wxomedia.job.JobTraces;
import io.wxomedia.job.KeptJobs;
import io.wxomedia.monitoring.Readings;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.queue.WorkQueue;
import io.wxomedia.queue.WorkQueues;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Configuration for durable deliveries.
 */
@Configuration(proxyBeanMethods = false)
class DeliveryConfiguration {

	/**
	 * A receiver that hangs holds a thread until its attempt times out, so there are more
	 * of them than jobs at once.
	 */
	private static final int THREADS = 32;

	private static final int THREADS_FOR_ONE_RECEIVER = THREADS / 3;

	@Bean
	DeliveryTable deliveryTable(JdbcClient jdbc, Clock clock, ApplicationEventPublisher events) {
		return new AnnouncedDeliveries(jdbc, clock, events);
	}

	@Bean
	CallbackMetrics callbackMetrics(MeterRegistry registry, Readings readings, DeliveryTable deliveries) {
		return new CallbackMetrics(registry, readings, deliveries);
	}

	@Bean
	DeliveryRunner deliveryRunner(DeliveryTable deliveries, CallbackSender sender, TunnelRewrite rewrite,
			AttemptPlan plan, CallbackRenewal renewal, PayloadStore payloads, JsonMapper json,
			TransactionTemplate transactions, Clock clock) {
		return new DeliveryRunner(deliveries, sender, rewrite, plan, new ReceiverTurns(THREADS_FOR_ONE_RECEIVER, clock),
				renewal, payloads, json, transactions, clock);
	}

	@Bean
	AttemptPlan attemptPlan(RetrySchedule schedule, CallbackProperties properties, Clock clock) {
		// Unlike RandomGenerator's default, this one may be used by several threads.
		RandomGenerator random = new Random();
		return new AttemptPlan(schedule, properties.attempts(), properties.lateRetries(), random, clock);
	}

	/**
	 * Stops after the jobs: the callbacks of those that just finished still go out.
	 */
	@Bean
	WorkQueue deliveryQueue(WorkQueues queues, DeliveryRunner runner, JobTraces traces) {
		return queues.create(new WorkQueues.Settings("delivery", THREADS, 1, true, List.of()), traces.traced(runner));
	}

	@Bean
	FinishedJobs finishedJobs(DeliveryTable deliveries, WorkQueue deliveryQueue, JsonMapper json, Clock clock) {
		return new FinishedJobs(deliveries, deliveryQueue, json, clock);
	}

	@Bean
	AddressCheck addressCheck(DestinationGuard guard) {
		return new AddressCheck(guard);
	}

	@Bean
	DeliveryHistory deliveryHistory(JdbcClient jdbc) {
		return new DeliveryHistory(jdbc);
	}

	@Bean
	DeadLetters deadLetters(JdbcClient jdbc) {
		return new DeadLetters(jdbc);
	}

	@Bean
	Redeliveries redeliveries(DeliveryTable deliveries, DeliveryHistory history, DeadLetters deadLetters, KeptJobs jobs,
			WorkQueue deliveryQueue, AddressCheck addresses, PayloadStore payloads, TransactionTemplate transactions,
			Clock clock) {
		return new Redeliveries(deliveries, history, deadLetters, jobs, deliveryQueue, addresses, payloads,
				transactions, clock);
	}

}
