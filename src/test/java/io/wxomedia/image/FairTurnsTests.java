package io.wxomedia.image;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FairTurns}.
 */
class FairTurnsTests {

	private final Deque<Runnable> thread = new ArrayDeque<>();

	private final FairTurns turns = new FairTurns(this.thread::add);

	private final List<String> done = new ArrayList<>();

	@Test
	void whoBringsMuchDoesNotKeepWhoComesLater() {
		Executor many = this.turns.line();
		Executor few = this.turns.line();
		submit(many, "a1", "a2", "a3", "a4", "a5");
		submit(few, "b1", "b2");
		work(7);
		assertThat(this.done).containsExactly("a1", "b1", "a2", "b2", "a3", "a4", "a5");
	}

	@Test
	void whoComesBackTakesTheNextTurn() {
		Executor first = this.turns.line();
		Executor second = this.turns.line();
		submit(first, "a1", "a2", "a3", "a4");
		submit(second, "b1");
		work(3);
		submit(second, "b2");
		work(3);
		assertThat(this.done).containsExactly("a1", "b1", "a2", "a3", "b2", "a4");
		assertThat(this.thread).isEmpty();
	}

	private void submit(Executor line, String... tasks) {
		for (String task : tasks) {
			line.execute(() -> this.done.add(task));
		}
	}

	private void work(int tasks) {
		for (int i = 0; i < tasks; i++) {
			this.thread.remove().run();
		}
	}

}
