package io.wxomedia.provider;

import java.time.Instant;
import java.util.List;

import io.wxomedia.spending.ProviderModel;
import org.jspecify.annotations.Nullable;

/**
 * What keeps calls to providers back, as {@code GET /provider} shows it.
 *
 * @param providers what is called, one entry for each model
 */
record ProviderView(List<Entry> providers) {

	/**
	 * One model of a provider.
	 *
	 * @param provider the provider
	 * @param model the model
	 * @param state open, paused or broken
	 * @param until when calls are made again at the latest
	 * @param reason why they are kept back
	 * @param waiting how many jobs wait for a provider
	 */
	record Entry(String provider, String model, String state, @Nullable Instant until, @Nullable String reason,
			int waiting) {

		ProviderModel target() {
			return new ProviderModel(this.provider, this.model);
		}

	}

}
