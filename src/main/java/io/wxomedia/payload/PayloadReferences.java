package io.wxomedia.payload;

import java.util.Set;

/**
 * Knows payloads that are still needed. Every module that keeps payload ids in its rows
 * provides one, so that the sweep spares them.
 */
@FunctionalInterface
public interface PayloadReferences {

	/**
	 * Return the payloads that rows still name.
	 * @return their identifiers
	 */
	Set<PayloadId> inUse();

}
