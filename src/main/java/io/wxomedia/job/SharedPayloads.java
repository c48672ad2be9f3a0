package io.wxomedia.job;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;

/**
 * Payloads of one job that another one still has to copy. Who removes the one leaves them
 * to the sweep, which takes them when nobody names them any more.
 */
@FunctionalInterface
public interface SharedPayloads {

	/**
	 * Return the payloads that a job has from another one and did not copy yet.
	 * @return the payloads; few at any time
	 */
	Set<PayloadId> inUse();

	/**
	 * Return what several know together.
	 * @param all who knows such payloads
	 * @return all of them
	 */
	static SharedPayloads of(List<SharedPayloads> all) {
		return () -> all.stream().flatMap((one) -> one.inUse().stream()).collect(Collectors.toSet());
	}

	/**
	 * Discard what was kept of jobs that are gone. After the commit: a crash in between
	 * leaves payloads that nobody names, which the sweep takes.
	 * @param payloads what was kept
	 * @param store has them
	 */
	default void discardUnshared(Collection<PayloadId> payloads, PayloadStore store) {
		if (payloads.isEmpty()) {
			return;
		}
		Set<PayloadId> shared = inUse();
		store.deleteAll(payloads.stream().filter((payload) -> !shared.contains(payload)).toList());
	}

}
