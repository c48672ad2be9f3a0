package io.wxomedia.durability;

import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.wxomedia.durability.SideEffect.Moment;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * When an instance dies: at one moment of one side effect. From then on nothing that it
 * does has an effect, as with a process that was killed. Thread-safe.
 */
final class Death {

	private final @Nullable SideEffect effect;

	private final @Nullable Moment moment;

	private final AtomicInteger left;

	private final AtomicBoolean struck = new AtomicBoolean();

	private final AtomicReference<Runnable> lastWill = new AtomicReference<>(() -> {
	});

	private final CountDownLatch happened = new CountDownLatch(1);

	private final Queue<Throwable> calledInTransaction = new ConcurrentLinkedQueue<>();

	private volatile boolean buried;

	private Death(@Nullable SideEffect effect, @Nullable Moment moment, int time) {
		this.effect = effect;
		this.moment = moment;
		this.left = new AtomicInteger(time);
	}

	static Death at(SideEffect effect, Moment moment) {
		return at(effect, moment, 1);
	}

	/**
	 * Return a death that lets some of the same side effect pass.
	 * @param time at the first, the second and so on
	 */
	static Death at(SideEffect effect, Moment moment, int time) {
		return new Death(effect, moment, time);
	}

	static Death never() {
		return new Death(null, null, 0);
	}

	/**
	 * What the operating system does for a process that has died, such as to break its
	 * connections.
	 */
	void leaves(Runnable will) {
		this.lastWill.set(will);
	}

	boolean isAt(SideEffect other) {
		return this.effect == other;
	}

	void reach(SideEffect reached, Moment when) {
		mustLive();
		if (reached == this.effect && when == this.moment && this.left.decrementAndGet() == 0
				&& this.struck.compareAndSet(false, true)) {
			this.lastWill.get().run();
			this.happened.countDown();
			throw new Killed();
		}
	}

	/**
	 * Note a call to the world outside, which may take as long as the other side likes: a
	 * transaction that waits for it keeps its locks and its connection from everybody.
	 */
	void callsOutside() {
		if (TransactionSynchronizationManager.isActualTransactionActive()) {
			this.calledInTransaction.add(new Throwable("Called outside within a transaction"));
		}
		mustLive();
	}

	/**
	 * Return the calls outside that were made within a transaction.
	 */
	Collection<Throwable> calledInTransaction() {
		return this.calledInTransaction;
	}

	void mustLive() {
		if (this.struck.get()) {
			throw new Killed();
		}
	}

	boolean isBuried() {
		return this.buried;
	}

	boolean isDead() {
		return this.struck.get();
	}

	CountDownLatch happened() {
		return this.happened;
	}

	/**
	 * From now on what the instance still tries fails in a way that lets it be closed.
	 */
	void bury() {
		this.buried = true;
	}

	/**
	 * Ends each thread of an instance that is dead.
	 */
	static class Killed extends Error {

		private static final long serialVersionUID = 1L;

		Killed() {
			super("The instance was killed", null, false, false);
		}

	}

}
