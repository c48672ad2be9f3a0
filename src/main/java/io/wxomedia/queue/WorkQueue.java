package io.wxomedia.queue;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * Work that survives a restart. An entry is run until its {@link Worker} says that it is
 * done; when the process dies in the middle, it is run again. Thread-safe.
 */
public interface WorkQueue {

	/**
	 * Add an entry. Takes part in the caller's transaction; it is not run before that has
	 * committed.
	 * @param id identifies the entry within this queue
	 * @param notBefore when it is due
	 */
	void add(String id, Instant notBefore);

	/**
	 * Add an entry that has a turn among those that are due: the lowest is run first, and
	 * of equal ones the earlier. Takes part in the caller's transaction; it is not run
	 * before that has committed.
	 * @param id identifies the entry within this queue
	 * @param notBefore when it is due
	 * @param turn its turn, at most 30,000; heeded by queues whose settings say so
	 */
	default void add(String id, Instant notBefore, int turn) {
		add(id, notBefore);
	}

	/**
	 * Make an entry due at another time, or add it if it is not there. Takes part in the
	 * caller's transaction.
	 * @param id the entry
	 * @param notBefore when it is due
	 */
	void reschedule(String id, Instant notBefore);

	/**
	 * Make entries that wait for a later time due earlier. Those that are being run are
	 * due then if their run puts them back for a later time, so that nobody is woken in
	 * vain who was just going to wait; those that are not there are left alone. Takes
	 * part in the caller's transaction.
	 * @param ids the entries
	 * @param latest when they are to be due at the latest
	 * @return how many are due earlier by this
	 */
	int hasten(Collection<String> ids, Instant latest);

	/**
	 * Remove an entry, even while it runs: its worker then leaves it alone with
	 * {@link Next.Left}. Takes part in the caller's transaction.
	 * @param id the entry
	 */
	void remove(String id);

	/**
	 * Return how an entry stands in the queue.
	 * @param id the entry
	 * @return its place; nothing if it is being run or is not there
	 */
	Optional<Place> place(String id);

	/**
	 * How an entry stands in the queue, over all instances.
	 *
	 * @param ahead how many entries that wait come before it
	 * @param running how many entries are being run
	 * @param due when it is due
	 */
	record Place(int ahead, int running, Instant due) {

	}

	/**
	 * Does the work of one queue.
	 */
	@FunctionalInterface
	interface Worker {

		/**
		 * Run one entry. May be called again for the same entry after a crash, so it must
		 * first look at what was already done.
		 * @param entry the entry
		 * @return what becomes of the entry
		 * @throws Exception if the work could not even be recorded; it is run again after
		 * a pause
		 */
		Next run(Entry entry) throws Exception;

	}

	/**
	 * An entry that is being run.
	 */
	interface Entry {

		/**
		 * Return what identifies the entry within its queue.
		 * @return the identifier
		 */
		String id();

		/**
		 * Remove the entry in the caller's transaction, so that the work and its entry
		 * end together and with one commit. {@link Next.Done} must follow.
		 */
		void done();

		/**
		 * Keep the entry when the run has returned {@link Next.Held}: its lease goes on
		 * while something else than a thread of the queue does the work. To be called
		 * before that work begins.
		 * @param cut stops the work when a stop's grace period is over; the work still
		 * says what becomes of the entry
		 * @return the entry as the work sees it
		 */
		Held hold(Runnable cut);

	}

	/**
	 * An entry whose work goes on after its run has returned. Exactly one of the methods
	 * ends that. If another instance has taken the entry over meanwhile, they change
	 * nothing. Thread-safe.
	 */
	interface Held {

		/**
		 * Remove the entry, in the caller's transaction if there is one.
		 */
		void done();

		/**
		 * Give the entry back, in the caller's transaction if there is one.
		 * @param at when it is to be run again
		 */
		void again(Instant at);

		/**
		 * Say that the work could not even be recorded: the entry is run again after a
		 * pause, or when its lease is over if the database is away.
		 * @param cause what went wrong
		 */
		void failed(Exception cause);

	}

	/**
	 * What becomes of an entry after a run.
	 */
	sealed interface Next {

		/**
		 * Nothing is left to do: the entry goes.
		 */
		record Done() implements Next {

		}

		/**
		 * The entry is to be run again.
		 *
		 * @param at when
		 */
		record Again(Instant at) implements Next {

		}

		/**
		 * The work goes on; see {@link Entry#hold}.
		 */
		record Held() implements Next {

		}

		/**
		 * Somebody else deals with what the entry is for, and may have removed it. If it
		 * is still there, it is to be run again.
		 *
		 * @param at when
		 */
		record Left(Instant at) implements Next {

		}

	}

}
