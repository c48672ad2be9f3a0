package io.wxomedia.rules;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;

/**
 * The order in which callers are served: the next turn is that of the caller with
 * something waiting who was served least, and of two who were served equally that of the
 * one who came first. What one caller has waiting goes in turns as well: the job that has
 * had least goes first, so that nobody's single picture waits for the last one of all
 * their own batches. Pure.
 */
public final class FairOrder {

	private FairOrder() {
	}

	/**
	 * Order what waits.
	 * @param <T> what it is
	 * @param waiting all that waits
	 * @param served how many images each caller was served lately; who is left out had
	 * none
	 * @return all turns up to the last one that waits; those between that stand for what
	 * follows an earlier one have no {@link Turn#work()}
	 */
	public static <T> List<Turn<T>> of(Collection<Waiting<T>> waiting, Map<String, Integer> served) {
		Map<String, Line<T>> lines = new HashMap<>();
		waiting.stream()
			.sorted(Comparator.comparing((Waiting<T> one) -> one.since()))
			.forEach((one) -> lines
				.computeIfAbsent(one.owner(), (owner) -> new Line<>(owner, served.getOrDefault(owner, 0)))
				.add(one));
		PriorityQueue<Line<T>> next = new PriorityQueue<>(lines.values());
		List<Turn<T>> turns = new ArrayList<>();
		int left = waiting.size();
		while (left > 0) {
			Line<T> line = next.remove();
			Turn<T> turn = line.serve();
			turns.add(turn);
			left -= turn.stands() ? 1 : 0;
			if (!line.isEmpty()) {
				next.add(line);
			}
		}
		return turns;
	}

	/**
	 * Something that waits for its turn.
	 *
	 * @param <T> what it is
	 * @param work what it is
	 * @param owner whose it is
	 * @param since when it was sent
	 * @param following how many more images come after it, of the same batch
	 * @param begun how many images its job has had begun lately
	 */
	public record Waiting<T>(T work, String owner, Instant since, int following, int begun) {

		/**
		 * Create something whose job has had nothing begun.
		 * @param work what it is
		 * @param owner whose it is
		 * @param since when it was sent
		 * @param following how many more images come after it
		 */
		public Waiting(T work, String owner, Instant since, int following) {
			this(work, owner, since, following, 0);
		}

		Waiting<T> next() {
			return new Waiting<>(this.work, this.owner, this.since, this.following - 1, this.begun + 1);
		}

	}

	/**
	 * A turn.
	 *
	 * @param <T> what is served
	 * @param waiting what is served, or what it follows
	 * @param stands whether it waits already
	 */
	public record Turn<T>(Waiting<T> waiting, boolean stands) {

		/**
		 * Return whether this is the turn of something that waits.
		 * @param work what it is
		 * @return {@code true} if it is
		 */
		public boolean isOf(T work) {
			return this.stands && this.waiting.work().equals(work);
		}

	}

	/**
	 * What one caller has waiting, its jobs in turns.
	 */
	private static final class Line<T> implements Comparable<Line<T>> {

		private final String owner;

		private final PriorityQueue<Place<T>> places = new PriorityQueue<>();

		private int served;

		private int added;

		Line(String owner, int served) {
			this.owner = owner;
			this.served = served;
		}

		void add(Waiting<T> one) {
			this.places.add(new Place<>(one, true, this.added++));
		}

		boolean isEmpty() {
			return this.places.isEmpty();
		}

		Turn<T> serve() {
			Place<T> place = this.places.remove();
			if (place.waiting().following() > 0) {
				this.places.add(new Place<>(place.waiting().next(), false, place.number()));
			}
			this.served++;
			return new Turn<>(place.waiting(), place.stands());
		}

		private Waiting<T> head() {
			return Objects.requireNonNull(this.places.peek(), "A line that is empty has no turn").waiting();
		}

		@Override
		public int compareTo(Line<T> other) {
			int order = Integer.compare(this.served, other.served);
			if (order == 0) {
				order = head().since().compareTo(other.head().since());
			}
			return (order != 0) ? order : this.owner.compareTo(other.owner);
		}

	}

	/**
	 * A place in a caller's line.
	 *
	 * @param waiting what waits, or what this follows
	 * @param stands whether it waits already
	 * @param number orders what came at the same moment
	 */
	private record Place<T>(Waiting<T> waiting, boolean stands, int number) implements Comparable<Place<T>> {

		@Override
		public int compareTo(Place<T> other) {
			int order = Integer.compare(this.waiting.begun(), other.waiting.begun());
			if (order == 0) {
				order = this.waiting.since().compareTo(other.waiting.since());
			}
			return (order != 0) ? order : Integer.compare(this.number, other.number);
		}

	}

}
