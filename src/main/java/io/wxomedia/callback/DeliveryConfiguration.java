package io.wxomedia.callback;

import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

import io.micrometer.core.instrument.MeterRegistry;
import io.wxomedia.event.EventLog;
import io.wxomedia.exchange.AttemptSender;
import io.wxomedia.job.CallbackRenewal;
import io.wxomedia.job.HeldJobs;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.KeptJobs;
import io.wxomedia.monitoring.Readings;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.queue.WorkQueue;
import io.wxomedia.queue.WorkQueues;
import io.wxomedia.wait.FinishedBodies;
import io.wxomedia.worker.JobTraces;
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
	 * They begin attempts and never wait for a receiver.
	 */
	private static final int THREADS = 8;

	/**
	 * A bound on sockets and memory. An attempt that waits holds about 50 KB, and over
	 * TLS or from PostgreSQL up to 160 KB: 120 MB for all of them at the worst.
	 */
	private static final int ATTEMPTS_AT_ONCE = 768;

	/**
	 * A receiver may be one small web server.
	 */
	private static final int ATTEMPTS_FOR_ONE_RECEIVER = 48;

	@Bean
	DeliveryTable deliveryTable(JdbcClient jdbc, Clock clock, ApplicationEventPublisher events) {
		return new AnnouncedDeliveries(jdbc, clock, events);
	}

	@Bean
	CallbackMetrics callbackMetrics(MeterRegistry registry, Readings readings, DeliveryTable deliveries,
			ReceiverTurns turns) {
		return new CallbackMetrics(registry, readings, deliveries, turns);
	}

	@Bean
	ReceiverTurns receiverTurns(Clock clock) {
		return new ReceiverTurns(ATTEMPTS_AT_ONCE, ATTEMPTS_FOR_ONE_RECEIVER, clock);
	}

	@Bean
	DeliveryEvents deliveryEvents(EventLog events) {
		return new DeliveryEvents(events);
	}

	@Bean
	AttemptRecorder attemptRecorder(DeliveryTable deliveries, DeliveryEvents events, AttemptPlan plan,
			HeldJobs heldJobs, KeptJobs keptJobs, TransactionTemplate transactions, Clock clock) {
		return new AttemptRecorder(deliveries, events, plan, heldJobs, keptJobs, transactions, clock);
	}

	@Bean
	DeliveryRunner deliveryRunner(DeliveryTable deliveries, AttemptSender sender, TunnelRewrite rewrite,
			AttemptRecorder recorder, ReceiverTurns turns, CallbackRenewal renewal, PayloadStore payloads,
			JsonMapper json, Clock clock) {
		return new DeliveryRunner(deliveries, sender, rewrite, recorder, turns, renewal, payloads, json, clock);
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
	FinishedBodies fixedBodies(DeliveryTable deliveries, CallbackRenewal renewal, PayloadStore payloads,
			JsonMapper json, Clock clock) {
		return new FixedBodies(deliveries, renewal, payloads, json, clock);
	}

	@Bean
	DeliveryHistory deliveryHistory(JdbcClient jdbc, JobRecords jobs) {
		return new DeliveryHistory(jdbc, jobs);
	}

	@Bean
	DeadLetters deadLetters(JdbcClient jdbc) {
		return new DeadLetters(jdbc);
	}

	@Bean
	Redeliveries redeliveries(DeliveryTable deliveries, DeliveryEvents events, DeliveryHistory history,
			DeadLetters deadLetters, KeptJobs jobs, WorkQueue deliveryQueue, AddressCheck addresses,
			PayloadStore payloads, TransactionTemplate transactions, Clock clock) {
		return new Redeliveries(deliveries, events, history, deadLetters, jobs, deliveryQueue, addresses, payloads,
				transactions, clock);
	}

}
