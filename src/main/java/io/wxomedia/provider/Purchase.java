package io.wxomedia.provider;

import io.wxomedia.spending.PricedCall;
import io.wxomedia.spending.ProviderModel;

/**
 * What a call buys, and from whom.
 *
 * @param seller the provider's name, as people write it
 * @param what the model that is called, and what else the price depends on
 */
public record Purchase(String seller, PricedCall what) {

	/**
	 * Return the model that is called.
	 * @return the model
	 */
	public ProviderModel model() {
		return this.what.model();
	}

}
