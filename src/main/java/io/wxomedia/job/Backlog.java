package io.wxomedia.job;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The jobs that are not finished, over all instances.
 *
 * @param queued how many wait
 * @param running how many are worked on
 * @param oldestQueuedAt when the oldest of those that wait was accepted, or {@code null}
 */
public record Backlog(int queued, int running, @Nullable Instant oldestQueuedAt) {

}
