package io.wxomedia.rules;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The order in which callers are served: the next turn is that of the caller with
 * something waiting who was served least, and of two who were served equally that of the
 * one who came first. Pure.
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
	 */
	public record Waiting<T>(T work, String owner, Instant since, int following) {
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
	 * What one caller has waiting, in the order in which it was sent.
	 */
	private static final class Line<T> implements Comparable<Line<T>> {

		private final String owner;

		private final List<Waiting<T>> waiting = new ArrayList<>();

		private int served;

		private int first;

		private int following = -1;

		Line(String owner, int served) {
			this.owner = owner;
			this.served = served;
		}

		void add(Waiting<T> one) {
			this.waiting.add(one);
		}

		boolean isEmpty() {
			return this.first == this.waiting.size();
		}

		Turn<T> serve() {
			Waiting<T> head = this.waiting.get(this.first);
			boolean stands = this.following < 0;
			this.following = stands ? head.following() : this.following - 1;
			if (this.following == 0) {
				this.first++;
				this.following = -1;
			}
			this.served++;
			return new Turn<>(head, stands);
		}

		@Override
		public int compareTo(Line<T> other) {
			int order = Integer.compare(this.served, other.served);
			if (order == 0) {
				order = this.waiting.get(this.first).since().compareTo(other.waiting.get(other.first).since());
			}
			return (order != 0) ? order : this.owner.compareTo(other.owner);
		}

	}

}
