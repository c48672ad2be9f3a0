package io.wxomedia.recent;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * What was put here last: at most so many values, each for so long. For what may be
 * forgotten at any time, since it can be had again. Thread-safe.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class Recent<K, V> {

	private final int most;

	private final Duration kept;

	private final LongSupplier nanos;

	private final Map<K, Entry<V>> entries = new LinkedHashMap<>();

	/**
	 * Remember values until others take their places.
	 * @param most how many values are remembered
	 */
	public Recent(int most) {
		this(most, Duration.ofNanos(Long.MAX_VALUE));
	}

	/**
	 * Remember values for some time.
	 * @param most how many values are remembered; the oldest makes room
	 * @param kept for how long each is
	 */
	public Recent(int most, Duration kept) {
		this(most, kept, System::nanoTime);
	}

	Recent(int most, Duration kept, LongSupplier nanos) {
		this.most = most;
		this.kept = kept;
		this.nanos = nanos;
	}

	/**
	 * Remember a value, in place of another one with its key.
	 * @param key the key
	 * @param value the value
	 */
	public void put(K key, V value) {
		put(key, value, this.kept);
	}

	/**
	 * Remember a value for a time of its own.
	 * @param key the key
	 * @param value the value
	 * @param kept for how long
	 */
	public synchronized void put(K key, V value, Duration kept) {
		this.entries.remove(key);
		this.entries.put(key, new Entry<>(value, this.nanos.getAsLong(), kept.toNanos()));
		if (this.entries.size() > this.most) {
			this.entries.remove(this.entries.keySet().iterator().next());
		}
	}

	/**
	 * Return a value.
	 * @param key the key
	 * @return the value, or nothing if it is forgotten
	 */
	public synchronized Optional<V> get(K key) {
		return fresh(this.entries.get(key));
	}

	/**
	 * Return a value, and forget it.
	 * @param key the key
	 * @return the value, or nothing if it was forgotten before
	 */
	public synchronized Optional<V> take(K key) {
		return fresh(this.entries.remove(key));
	}

	/**
	 * Change a value, which stays as old as it is.
	 * @param key the key
	 * @param change makes the new value of the old one
	 * @return the old value, or nothing if it is forgotten and nothing was changed
	 */
	public synchronized Optional<V> update(K key, UnaryOperator<V> change) {
		Entry<V> known = this.entries.get(key);
		Optional<V> old = fresh(known);
		if (known != null && old.isPresent()) {
			this.entries.put(key, new Entry<>(change.apply(known.value()), known.at(), known.keptNanos()));
		}
		return old;
	}

	private Optional<V> fresh(@Nullable Entry<V> entry) {
		return (entry != null && this.nanos.getAsLong() - entry.at() < entry.keptNanos()) ? Optional.of(entry.value())
				: Optional.empty();
	}

	/**
	 * A value, when it was put and for how long.
	 */
	private record Entry<V>(V value, long at, long keptNanos) {

	}

}
