package io.wxomedia.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that stands still until a test moves it. Thread-safe.
 */
public final class MovableClock extends Clock {

	private final AtomicReference<Instant> now;

	private final List<Runnable> followers = new CopyOnWriteArrayList<>();

	public MovableClock(Instant now) {
		this.now = new AtomicReference<>(now);
	}

	/**
	 * Move the clock.
	 * @param duration how far
	 */
	public void advance(Duration duration) {
		this.now.updateAndGet((instant) -> instant.plus(duration));
		this.followers.forEach(Runnable::run);
	}

	/**
	 * Have something told each time the clock was moved: what looks at it now and then
	 * would notice late.
	 * @param follower is run by the thread that moves the clock
	 */
	public void follow(Runnable follower) {
		this.followers.add(follower);
	}

	/**
	 * Tell it no more.
	 * @param follower what was told
	 */
	public void leave(Runnable follower) {
		this.followers.remove(follower);
	}

	@Override
	public Instant instant() {
		return this.now.get();
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		throw new UnsupportedOperationException("Times are told in UTC");
	}

}
