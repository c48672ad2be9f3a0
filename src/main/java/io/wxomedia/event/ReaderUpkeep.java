package io.wxomedia.event;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * What is done for readers beside events: shows them life, and lets go of those whose job
 * is deleted or whose credential works no more. One statement for all of them. For the
 * feed's thread.
 */
class ReaderUpkeep {

	private static final Duration IDLE = Duration.ofSeconds(15);

	/**
	 * How much longer than its credential a reader can last.
	 */
	private static final Duration CHECK = Duration.ofSeconds(1);

	private final EventTable events;

	private final LapsedCallers lapsed;

	private final LongSupplier nanos;

	private long idleAt;

	private long checkedAt;

	/**
	 * Create an upkeep.
	 * @param events the log
	 * @param lapsed knows whose readers must go
	 * @param nanos tells the time, as {@link System#nanoTime()} does
	 */
	ReaderUpkeep(EventTable events, LapsedCallers lapsed, LongSupplier nanos) {
		this.events = events;
		this.lapsed = lapsed;
		this.nanos = nanos;
		this.idleAt = nanos.getAsLong();
		this.checkedAt = this.idleAt;
	}

	/**
	 * Let go of those who may not read any longer, if it was not just done.
	 */
	void letGoOfLapsed(Collection<Subscription> readers) {
		long now = this.nanos.getAsLong();
		if (now - this.checkedAt < CHECK.toNanos()) {
			return;
		}
		this.checkedAt = now;
		Set<String> callers = new HashSet<>();
		for (Subscription reader : readers) {
			String caller = reader.caller();
			if (caller != null) {
				callers.add(caller);
			}
		}
		Set<String> gone = callers.isEmpty() ? Set.of() : this.lapsed.among(callers);
		if (!gone.isEmpty()) {
			readers.stream().filter((reader) -> isOneOf(gone, reader.caller())).forEach(Subscription::revoke);
		}
	}

	/**
	 * Show readers that their streams live, if it is time, and end those whose job is
	 * gone.
	 */
	void remindOfLife(Collection<Subscription> readers) {
		long now = this.nanos.getAsLong();
		if (now - this.idleAt < IDLE.toNanos()) {
			return;
		}
		this.idleAt = now;
		// Readers that come meanwhile are not judged by an answer that does not know of
		// them.
		List<Subscription> all = List.copyOf(readers);
		Set<UUID> jobs = new HashSet<>();
		for (Subscription reader : all) {
			UUID job = reader.job();
			if (job != null) {
				jobs.add(job);
			}
		}
		Set<UUID> there = this.events.jobsAmong(jobs);
		for (Subscription reader : all) {
			UUID job = reader.job();
			if (job != null && !there.contains(job)) {
				reader.removed();
			}
			else {
				reader.idle();
			}
		}
	}

	private static boolean isOneOf(Set<String> names, @Nullable String name) {
		return name != null && names.contains(name);
	}

}
