package io.wxomedia.server;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The transfers that hold a thread of the server each: fewer than there are threads, so
 * that requests without a body are always answered. When there is no place left the
 * slowest one goes, if it is slow; so whoever drips cannot keep others out. Thread-safe.
 */
final class Transfers {

	/**
	 * Younger ones are not judged: their first packets may still be on the way.
	 */
	private static final long JUDGED_AFTER = TimeUnit.SECONDS.toNanos(3);

	/**
	 * Bytes a second from which on nobody has to go. A picture of 10 MB takes three
	 * minutes.
	 */
	private static final double FAST_ENOUGH = 64 * 1024;

	private final int most;

	private final int mostByAddress;

	private final Set<Transfer> active = new LinkedHashSet<>();

	private final Map<String, Integer> byAddress = new HashMap<>();

	/**
	 * Create the places.
	 * @param most how many there are
	 * @param mostByAddress how many of them one address may have
	 */
	Transfers(int most, int mostByAddress) {
		this.most = most;
		this.mostByAddress = mostByAddress;
	}

	/**
	 * Give a transfer a place.
	 * @param newcomer the transfer
	 * @param now {@link System#nanoTime()}
	 * @throws TransferRefused if there is none and nobody is slow
	 */
	synchronized void begin(Transfer newcomer, long now) throws TransferRefused {
		String address = newcomer.address();
		boolean hasItsShare = address != null && this.byAddress.getOrDefault(address, 0) >= this.mostByAddress;
		if (hasItsShare || this.active.size() >= this.most) {
			Transfer slowest = slowest(hasItsShare ? address : null, now);
			if (slowest == null) {
				throw TransferRefused.noRoom(null);
			}
			end(slowest);
			slowest.cut();
		}
		this.active.add(newcomer);
		if (address != null) {
			this.byAddress.merge(address, 1, Integer::sum);
		}
	}

	private @Nullable Transfer slowest(@Nullable String address, long now) {
		return this.active.stream()
			.filter((transfer) -> address == null || address.equals(transfer.address()))
			.filter((transfer) -> transfer.age(now) >= JUDGED_AFTER && transfer.pace(now) < FAST_ENOUGH)
			.min(Comparator.comparingDouble((transfer) -> transfer.pace(now)))
			.orElse(null);
	}

	/**
	 * Give the place back. Nothing happens if that was done before.
	 * @param transfer the transfer
	 */
	synchronized void end(Transfer transfer) {
		String address = transfer.address();
		if (this.active.remove(transfer) && address != null) {
			this.byAddress.computeIfPresent(address, (key, count) -> (count > 1) ? count - 1 : null);
		}
	}

	synchronized int size() {
		return this.active.size();
	}

}
