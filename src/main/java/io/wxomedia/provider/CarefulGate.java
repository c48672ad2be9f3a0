package io.wxomedia.provider;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import io.wxomedia.recent.Recent;
import io.wxomedia.spending.ProviderModel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * {@link ProviderGate} of one model that keeps to the provider's pauses, which all
 * instances share, and goes on with care after one: until all that was refused has been
 * answered, nothing else is let through on this instance; what was refused most often
 * goes first, and one after the other to begin with. So a provider that takes few calls
 * refuses a piece of work twice at the most, and not three times.
 */
class CarefulGate implements ProviderGate {

	private static final Logger logger = LoggerFactory.getLogger(CarefulGate.class);

	/**
	 * With N calls at once, one more is let through after so many times N answers in a
	 * row. When a provider that takes C calls a minute refuses again, no more than the
	 * square root of C and one are under way: they all fit into its next minute.
	 */
	private static final int ANSWERS_FOR_ONE_MORE = 2;

	/**
	 * What is kept back by others asks again so soon, but not too much of it at once.
	 */
	private static final Duration ASK_AGAIN = Duration.ofMillis(500);

	private static final Duration BETWEEN_TWO_THAT_ASK = Duration.ofMillis(20);

	/**
	 * Who asked whether it would be let through, and enters so soon, is let through by
	 * what was read then.
	 */
	private static final Duration GLANCE = Duration.ofMillis(100);

	private static final int MOST_GLANCES = 256;

	private final ProviderPauses pauses;

	private final ProviderBreaker breaker;

	private final Recent<Visitor, Glance> unpaused = new Recent<>(MOST_GLANCES);

	/**
	 * Counts the pauses of this instance, each when it begins to be written and when it
	 * is: whoever looked before that has to look again.
	 */
	private final AtomicLong pausesWritten = new AtomicLong();

	private final Clock clock;

	private final RefusedWork refused = new RefusedWork();

	private int atOnce = 1;

	private int underWay;

	private int answers;

	private Instant lastAsksAgain = Instant.MIN;

	private Instant resumedAt = Instant.MIN;

	private final Object sharing = new Object();

	/**
	 * What the others were told last. An instance that begins has told nothing, and what
	 * an earlier process told may be over.
	 */
	private @Nullable Instant sharedOutage = Instant.MAX;

	CarefulGate(ProviderPauses pauses, ProviderBreaker breaker, Clock clock) {
		this.pauses = pauses;
		this.breaker = breaker;
		this.clock = clock;
	}

	@Override
	public Optional<Instant> heldUntil(Visitor visitor) {
		Instant now = this.clock.instant();
		long written = this.pausesWritten.get();
		Instant pause = pausedUntil(visitor);
		if (pause.isAfter(now)) {
			return Optional.of(pause);
		}
		this.unpaused.put(visitor, new Glance(now, written));
		Instant outage = visitor.calledBefore() ? null : this.breaker.heldUntil();
		return Optional.ofNullable((outage != null) ? asksAgain(outage, now) : heldByOthers(visitor, now));
	}

	private boolean wasUnpaused(Visitor visitor, Instant now) {
		return this.unpaused.take(visitor)
			.filter((glance) -> glance.at().plus(GLANCE).isAfter(now) && glance.written() == this.pausesWritten.get())
			.isPresent();
	}

	private Instant pausedUntil(Visitor visitor) {
		ProviderPauses.Standing standing = this.pauses.of(visitor.model());
		heed(standing.resumedAt());
		Instant until = standing.pausedUntil();
		return (until != null) ? until : Instant.MIN;
	}

	/**
	 * After somebody lifted a pause nobody is kept back by what was before it. What was
	 * refused still goes first, but is not waited for until the end of that pause.
	 */
	private synchronized void heed(Instant resumed) {
		if (!resumed.isAfter(this.resumedAt)) {
			return;
		}
		this.resumedAt = resumed;
		this.breaker.reset();
		this.lastAsksAgain = Instant.MIN;
		this.refused.expectAt(this.clock.instant());
	}

	/**
	 * Tell the other instances, and who asks them, when the provider went down or came
	 * back. It is told for information only: no call depends on it.
	 */
	private void share(ProviderModel model) {
		synchronized (this.sharing) {
			Instant since = this.breaker.downSince();
			if (Objects.equals(since, this.sharedOutage)) {
				return;
			}
			try {
				this.pauses.outage(model, since);
				this.sharedOutage = since;
			}
			catch (DataAccessException | TransactionException ex) {
				logger.warn("Whether the provider is down could not be told to the other instances: {}",
						ex.getMessage());
			}
		}
	}

	private synchronized @Nullable Instant heldByOthers(Visitor visitor, Instant now) {
		int most = this.refused.most(now);
		if (most == 0 || (this.underWay < this.atOnce && this.refused.count(visitor) == most)) {
			return null;
		}
		return asksAgain(now, now);
	}

	/**
	 * Return when somebody asks again, one after the other however many there are.
	 */
	private synchronized Instant asksAgain(Instant notBefore, Instant now) {
		Instant next = this.lastAsksAgain.isAfter(now) ? this.lastAsksAgain.plus(BETWEEN_TWO_THAT_ASK)
				: now.plus(ASK_AGAIN);
		this.lastAsksAgain = next;
		return next.isAfter(notBefore) ? next : notBefore;
	}

	@Override
	public Entrance enter(Visitor visitor) {
		Instant now = this.clock.instant();
		Instant pause = wasUnpaused(visitor, now) ? Instant.MIN : pausedUntil(visitor);
		if (pause.isAfter(now)) {
			return new Entrance.Held(pause);
		}
		synchronized (this) {
			Instant others = heldByOthers(visitor, now);
			if (others != null) {
				return new Entrance.Held(others);
			}
			this.underWay++;
		}
		ProviderBreaker.Permission permission = visitor.calledBefore() ? ProviderBreaker.Permission.UNCOUNTED
				: this.breaker.ask();
		if (permission == ProviderBreaker.Permission.DENIED) {
			leave();
			Instant outage = this.breaker.heldUntil();
			return new Entrance.Held(asksAgain((outage != null) ? outage : now, now));
		}
		return new Entrance.Open(new Call(visitor, permission == ProviderBreaker.Permission.COUNTED));
	}

	@Override
	public synchronized void forget(UUID job) {
		this.refused.forget(job);
	}

	/**
	 * Return whether nothing is lost with this gate.
	 */
	synchronized boolean isIdle() {
		return this.underWay == 0 && this.refused.isEmpty() && this.breaker.downSince() == null;
	}

	private synchronized void leave() {
		this.underWay--;
	}

	private synchronized void widen(Visitor visitor) {
		this.refused.forget(visitor);
		this.answers++;
		if (this.answers >= ANSWERS_FOR_ONE_MORE * this.atOnce) {
			this.atOnce++;
			this.answers = 0;
		}
	}

	private synchronized void narrow(Visitor visitor, Instant until, boolean comesBack) {
		if (this.refused.isEmpty()) {
			logger.info("The provider wants fewer calls; they are made again from {} on", until);
		}
		this.atOnce = 1;
		this.answers = 0;
		this.refused.add(visitor, until, comesBack);
	}

	private synchronized void forget(Visitor visitor) {
		this.refused.forget(visitor);
	}

	/**
	 * The way of one call. Used by one thread.
	 */
	private final class Call implements Passage {

		private final Visitor visitor;

		private final boolean counted;

		private boolean told;

		Call(Visitor visitor, boolean counted) {
			this.visitor = visitor;
			this.counted = counted;
		}

		@Override
		public void answered() {
			this.told = true;
			CarefulGate.this.breaker.answered();
			widen(this.visitor);
			share(this.visitor.model());
		}

		@Override
		public void limited(Instant until, boolean comesBack) {
			this.told = true;
			// It answers, so it is not down.
			CarefulGate.this.breaker.answered();
			// First what can fail and is then told again: a refusal counts once.
			CarefulGate.this.pausesWritten.incrementAndGet();
			CarefulGate.this.pauses.pause(this.visitor.model(), until);
			CarefulGate.this.pausesWritten.incrementAndGet();
			narrow(this.visitor, until, comesBack);
			share(this.visitor.model());
		}

		@Override
		public void failed() {
			this.told = true;
			CarefulGate.this.breaker.failed();
			forget(this.visitor);
			share(this.visitor.model());
		}

		@Override
		public void close() {
			if (!this.told && this.counted) {
				CarefulGate.this.breaker.release();
			}
			leave();
		}

	}

	/**
	 * That somebody looked and found no pause.
	 *
	 * @param at when
	 * @param written how often this instance had begun or ended to write a pause
	 */
	private record Glance(Instant at, long written) {

	}

}
