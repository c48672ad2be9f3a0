package io.wxomedia.demo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import io.wxomedia.inbox.ReceiverTrouble;
import org.jspecify.annotations.Nullable;

/**
 * The troubles that the demo's host switches on, so that a room sees what the service
 * does about them. They end by themselves, and with a restart. Thread-safe.
 */
final class Troubles implements Upstream, ReceiverTrouble {

	private static final int UNAVAILABLE = 503;

	private final DemoUpstream usual;

	private final Clock clock;

	private final AtomicReference<Trouble> current = new AtomicReference<>(Trouble.NONE);

	/**
	 * Create the troubles, with none switched on.
	 * @param usual what the provider plays while none is
	 * @param clock tells when they are over
	 */
	Troubles(DemoUpstream usual, Clock clock) {
		this.usual = usual;
		this.clock = clock;
	}

	/**
	 * Switch troubles on, in place of those that were.
	 * @param provider what the provider plays; {@code null} for what it usually does
	 * @param storageRefuses whether nothing can be stored
	 * @param receiverDown whether inboxes answer 503
	 * @param duration how long
	 */
	void set(@Nullable DemoUpstream provider, boolean storageRefuses, boolean receiverDown, Duration duration) {
		boolean none = provider == null && !storageRefuses && !receiverDown;
		this.current.set(none ? Trouble.NONE
				: new Trouble(provider, storageRefuses, receiverDown, this.clock.instant().plus(duration)));
	}

	/**
	 * Return what is switched on.
	 * @return the troubles; {@link Trouble#NONE} when they are over
	 */
	Trouble current() {
		Trouble trouble = this.current.get();
		return this.clock.instant().isBefore(trouble.until()) ? trouble : Trouble.NONE;
	}

	@Override
	public DemoUpstream now() {
		DemoUpstream played = current().provider();
		return (played != null) ? played : this.usual;
	}

	boolean storageRefuses() {
		return current().storageRefuses();
	}

	@Override
	public Optional<Integer> status() {
		return current().receiverDown() ? Optional.of(UNAVAILABLE) : Optional.empty();
	}

	/**
	 * Troubles that are switched on together.
	 *
	 * @param provider what the provider plays, or {@code null} for what it usually does
	 * @param storageRefuses whether nothing can be stored
	 * @param receiverDown whether inboxes answer 503
	 * @param until when they are over
	 */
	record Trouble(@Nullable DemoUpstream provider, boolean storageRefuses, boolean receiverDown, Instant until) {

		static final Trouble NONE = new Trouble(null, false, false, Instant.EPOCH);

	}

}
