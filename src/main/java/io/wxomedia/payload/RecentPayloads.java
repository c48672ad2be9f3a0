package io.wxomedia.payload;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The small payloads that were stored here a moment ago. Most are used at once, by the
 * instance that stored them, and never change. Thread-safe.
 */
class RecentPayloads {

	private static final Duration MOMENT = Duration.ofSeconds(1);

	private static final int MOST = 64;

	private final Map<PayloadId, Stored> recent = new LinkedHashMap<>();

	/**
	 * Remember a payload that was stored.
	 * @param bytes all its bytes, which nobody changes
	 */
	synchronized void add(PayloadId id, byte[] bytes) {
		this.recent.put(id, new Stored(bytes, System.nanoTime()));
		if (this.recent.size() > MOST) {
			this.recent.remove(this.recent.keySet().iterator().next());
		}
	}

	synchronized Optional<byte[]> take(PayloadId id) {
		return Optional.ofNullable(this.recent.remove(id))
			.filter((stored) -> System.nanoTime() - stored.at() < MOMENT.toNanos())
			.map(Stored::bytes);
	}

	/**
	 * What was stored.
	 *
	 * @param bytes its bytes
	 * @param at when, in nanoseconds of no meaning
	 */
	private record Stored(byte[] bytes, long at) {

	}

}
