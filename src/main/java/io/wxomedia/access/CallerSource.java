package io.wxomedia.access;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Knows the holders of keys that are given out while the service runs. Asked for each
 * request that brings a secret which is none of the configured ones. Thread-safe.
 */
@FunctionalInterface
public interface CallerSource {

	/**
	 * Find out who holds a secret.
	 * @param secret what a request brought
	 * @return its holder, or {@code null} if it is no key, or one that works no more
	 */
	@Nullable Caller holder(String secret);

	/**
	 * Find those callers whose keys work no more, for what was begun with a key and goes
	 * on for long. Asked once a second for all of them, so it takes one statement at the
	 * most.
	 * @param names the names of callers, of whichever kind
	 * @return those of them who had a key of this source that works no more
	 */
	default Set<String> lapsed(Set<String> names) {
		return Set.of();
	}

}
