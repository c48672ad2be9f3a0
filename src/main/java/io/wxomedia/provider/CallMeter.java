package io.wxomedia.provider;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.wxomedia.monitoring.RecentTraffic;
import io.wxomedia.spending.ProviderCall.Outcome;
import io.wxomedia.spending.ProviderLedger.Receipt;
import io.wxomedia.spending.ProviderModel;

/**
 * Times paid calls and notes how they went. The labels are models and the ledger's
 * outcomes; models that nobody configured are counted together once there are many, so
 * that the number of labels is bounded. Thread-safe.
 */
class CallMeter {

	private static final Duration[] BUCKETS = { Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2),
			Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(20),
			Duration.ofSeconds(30), Duration.ofSeconds(45), Duration.ofMinutes(1), Duration.ofSeconds(90),
			Duration.ofMinutes(2), Duration.ofMinutes(3), Duration.ofMinutes(5) };

	private static final int MOST_MODELS = 20;

	private static final String OTHERS = "other";

	private final RecentTraffic traffic;

	private final MeterRegistry registry;

	private final Map<String, Meters> models = new HashMap<>();

	/**
	 * Create the meter.
	 * @param configured the models whose figures are there before the first call
	 * @param traffic is told how calls went
	 * @param registry where the figures go
	 */
	CallMeter(List<ProviderModel> configured, RecentTraffic traffic, MeterRegistry registry) {
		this.traffic = traffic;
		this.registry = registry;
		configured.forEach((model) -> this.models.put(model.model(), new Meters(model.model(), registry)));
	}

	private synchronized Meters of(ProviderModel model) {
		boolean known = this.models.containsKey(model.model()) || this.models.size() < MOST_MODELS;
		return this.models.computeIfAbsent(known ? model.model() : OTHERS, (label) -> new Meters(label, this.registry));
	}

	/**
	 * Make a call and measure it.
	 * @param call the call
	 * @param beforeSent is run before the request is complete
	 * @return the provider's answer
	 * @throws CallFailure as the call does
	 */
	Answer measured(PaidCall call, Runnable beforeSent) throws CallFailure {
		Meters meters = of(call.purchase().model());
		long start = System.nanoTime();
		try {
			Answer answer = call.make(beforeSent);
			meters.note(Outcome.COMPLETED, start);
			meters.count(answer.receipt());
			this.traffic.answered();
			return answer;
		}
		catch (CallFailure ex) {
			meters.note(ex.outcome(), start);
			noteHealth(ex.kind());
			throw ex;
		}
	}

	/**
	 * A call that was cut short because the service stops says nothing of the provider.
	 */
	private void noteHealth(CallFailure.Kind kind) {
		if (Thread.currentThread().isInterrupted()) {
			return;
		}
		switch (kind) {
			case RETRYABLE, ANSWER_LOST -> this.traffic.failed();
			case BILLING_LIMIT, FINAL -> this.traffic.answered();
		}
	}

	/**
	 * The figures of one model.
	 */
	private static final class Meters {

		private final Map<Outcome, Timer> calls = new EnumMap<>(Outcome.class);

		private final Counter inputTokens;

		private final Counter outputTokens;

		Meters(String model, MeterRegistry registry) {
			for (Outcome outcome : Outcome.values()) {
				if (outcome != Outcome.STARTED) {
					this.calls.put(outcome, timer(model, outcome, registry));
				}
			}
			this.inputTokens = tokens(model, "input", registry);
			this.outputTokens = tokens(model, "output", registry);
		}

		private static Timer timer(String model, Outcome outcome, MeterRegistry registry) {
			return Timer.builder("media.provider.call")
				.description("Calls to the provider of edits")
				.tag("model", model)
				.tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
				.serviceLevelObjectives(BUCKETS)
				.register(registry);
		}

		private static Counter tokens(String model, String direction, MeterRegistry registry) {
			return Counter.builder("media.provider.tokens")
				.description("Tokens that the provider billed, as far as it said")
				.tag("model", model)
				.tag("direction", direction)
				.register(registry);
		}

		void note(Outcome outcome, long start) {
			Objects.requireNonNull(this.calls.get(outcome)).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
		}

		void count(Receipt receipt) {
			this.inputTokens.increment((receipt.inputTokens() != null) ? receipt.inputTokens() : 0);
			this.outputTokens.increment((receipt.outputTokens() != null) ? receipt.outputTokens() : 0);
		}

	}

}
