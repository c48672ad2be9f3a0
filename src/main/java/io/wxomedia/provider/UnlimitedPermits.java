package io.wxomedia.provider;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.spending.ProviderModel;

/**
 * {@link ProviderPermits} without a limit.
 */
class UnlimitedPermits implements ProviderPermits {

	@Override
	public Instant reserve(UUID job, int item, ProviderModel model) {
		return Instant.MIN;
	}

	@Override
	public Optional<Instant> expected(UUID job, ProviderModel model) {
		return Optional.empty();
	}

	@Override
	public void use(UUID job, int item) {
		// There is nothing to be used up.
	}

	@Override
	public void giveBack(UUID job) {
		// Nothing was reserved.
	}

}
