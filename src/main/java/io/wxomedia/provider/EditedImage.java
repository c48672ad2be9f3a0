package io.wxomedia.provider;

import org.jspecify.annotations.Nullable;

/**
 * What the provider made.
 *
 * @param bytes the image, in the configured output format
 * @param requestId the provider's id of the request, or {@code null}
 * @param inputTokens tokens billed for the input, or {@code null} if not reported
 * @param inputImageTokens those of them that are the picture's, the rest being the
 * instruction's, or {@code null} if not reported
 * @param outputTokens tokens billed for the output, or {@code null} if not reported
 */
@SuppressWarnings("ArrayRecordComponent")
public record EditedImage(byte[] bytes, @Nullable String requestId, @Nullable Long inputTokens,
		@Nullable Long inputImageTokens, @Nullable Long outputTokens) {

	public EditedImage(byte[] bytes, @Nullable String requestId, @Nullable Long inputTokens,
			@Nullable Long outputTokens) {
		this(bytes, requestId, inputTokens, null, outputTokens);
	}

}
