package io.wxomedia.job;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Which jobs are meant.
 *
 * @param owner whose, or {@code null} for everybody's
 * @param state in which state, or {@code null} for all
 * @param kind of which kind, or {@code null} for all
 * @param before accepted before when, or {@code null} for all
 * @param text what is looked for in the file name, the error and the identifier, or
 * {@code null}
 */
public record JobFilter(@Nullable String owner, @Nullable JobState state, @Nullable String kind,
		@Nullable Instant before, @Nullable String text) {

}
