package io.wxomedia.session;

import java.time.Instant;

import io.wxomedia.rules.Seat;
import org.jspecify.annotations.Nullable;

/**
 * A seat that somebody took.
 *
 * @param seat the seat
 * @param name what its holder is called, or {@code null}
 * @param joinedAt when it was taken
 * @param muted whether its jobs are refused and held
 */
record TakenSeat(Seat seat, @Nullable String name, Instant joinedAt, boolean muted) {
}
