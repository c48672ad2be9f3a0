package io.wxomedia.spending;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

/**
 * What the price of a call depends on, before its usage is known.
 *
 * @param model the model that is called
 * @param quality the quality that is asked for, in the model's words
 * @param size the size that is asked for: {@code 1024x1536}, or {@code auto}
 * @param seconds how long a video is asked for, or {@code null} if none is
 */
public record PricedCall(ProviderModel model, String quality, String size, @Nullable BigDecimal seconds) {

	/**
	 * Create what the price of a call for a picture depends on.
	 * @param model the model that is called
	 * @param quality the quality that is asked for, in the model's words
	 * @param size the size that is asked for, or {@code auto}
	 */
	public PricedCall(ProviderModel model, String quality, String size) {
		this(model, quality, size, null);
	}

}
