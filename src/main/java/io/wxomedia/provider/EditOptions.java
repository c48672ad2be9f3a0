package io.wxomedia.provider;

import org.jspecify.annotations.Nullable;

/**
 * What an edit may ask for beside its instruction, in OpenAI's words. Whatever is
 * {@code null} was not asked for: then what is configured holds, or the model's own
 * default.
 *
 * @param model the model id
 * @param size width and height, {@code 1536x1024}, or {@code auto}
 * @param quality the quality, in the model's words
 * @param background {@code transparent}, {@code opaque} or {@code auto}
 * @param outputFormat {@code png}, {@code jpeg} or {@code webp}
 * @param outputCompression from 0 to 100, for JPEG and WebP
 * @param inputFidelity how closely the input is kept: {@code low} or {@code high}
 */
public record EditOptions(@Nullable String model, @Nullable String size, @Nullable String quality,
		@Nullable String background, @Nullable String outputFormat, @Nullable Integer outputCompression,
		@Nullable String inputFidelity) {

	/**
	 * Asks for nothing.
	 */
	public static final EditOptions NONE = new EditOptions(null, null, null, null, null, null, null);

}
