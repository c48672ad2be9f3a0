package io.wxomedia.provider;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.spending.ProviderModel;

/**
 * {@link ProviderGate} that has a gate for each model: an outage of one says nothing of
 * another.
 */
class ProviderGates implements ProviderGate {

	/**
	 * Callers may name models: what is known of so many is kept, and more only of those
	 * that something keeps back.
	 */
	private static final int MOST = 64;

	private final ProviderPauses pauses;

	private final Duration longestOutage;

	private final Clock clock;

	private final Map<ProviderModel, CarefulGate> gates = new HashMap<>();

	ProviderGates(ProviderPauses pauses, Duration longestOutage, Clock clock) {
		this.pauses = pauses;
		this.longestOutage = longestOutage;
		this.clock = clock;
	}

	@Override
	public Optional<Instant> heldUntil(Visitor visitor) {
		return of(visitor.model()).heldUntil(visitor);
	}

	@Override
	public Entrance enter(Visitor visitor) {
		return of(visitor.model()).enter(visitor);
	}

	@Override
	public synchronized void forget(UUID job) {
		this.gates.values().forEach((gate) -> gate.forget(job));
	}

	synchronized int size() {
		return this.gates.size();
	}

	private synchronized CarefulGate of(ProviderModel model) {
		CarefulGate known = this.gates.get(model);
		if (known != null) {
			return known;
		}
		if (this.gates.size() >= MOST) {
			this.gates.values().removeIf(CarefulGate::isIdle);
		}
		CarefulGate gate = new CarefulGate(this.pauses, new ProviderBreaker(this.clock, this.longestOutage),
				this.clock);
		this.gates.put(model, gate);
		return gate;
	}

}
