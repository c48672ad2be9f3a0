package io.wxomedia.spending;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

/**
 * What a call used.
 *
 * @param inputTokens tokens of the input, text and picture, or {@code null}
 * @param inputImageTokens those of them that are the picture's, or {@code null}
 * @param outputTokens tokens of the output, or {@code null}
 * @param seconds how long the video is that was made, or {@code null}
 */
record Usage(@Nullable Long inputTokens, @Nullable Long inputImageTokens, @Nullable Long outputTokens,
		@Nullable BigDecimal seconds) {

}
