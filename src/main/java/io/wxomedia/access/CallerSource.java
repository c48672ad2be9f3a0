package io.wxomedia.access;

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

}
