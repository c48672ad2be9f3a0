package io.wxomedia.spending;

/**
 * A model of a provider. Prices, limits, pauses and outages are each model's own.
 *
 * @param provider whose model it is, in one word
 * @param model the model id
 */
public record ProviderModel(String provider, String model) {

	/**
	 * The provider whose prices {@code OPENAI_PRICES} sets.
	 */
	static final String OPENAI = "openai";

	/**
	 * The provider whose prices {@code FAL_PRICES} sets.
	 */
	static final String FAL = "fal";

	/**
	 * Return both, as they are written in logs and audits.
	 */
	@Override
	public String toString() {
		return this.provider + "/" + this.model;
	}

}
