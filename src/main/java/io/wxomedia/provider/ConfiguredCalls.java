package io.wxomedia.provider;

import java.util.List;

import io.wxomedia.spending.ProviderModel;

/**
 * What is bought when a job names no model itself.
 *
 * @param purchases one for each model that is configured
 */
record ConfiguredCalls(List<Purchase> purchases) {

	List<ProviderModel> models() {
		return this.purchases.stream().map(Purchase::model).toList();
	}

}
