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
	public boolean paces(ProviderModel model) {
		return false;
	}

	@Override
	public Instant reserve(Asker asker, ProviderModel model) {
		return Instant.MIN;
	}

	@Override
	public Optional<Expected> expected(Asker asker, ProviderModel model) {
		return Optional.empty();
	}

	@Override
	public void use(UUID job, int item) {
		// There is nothing to be used up.
	}

	@Override
	public boolean giveBack(UUID job) {
		// Nothing was reserved.
		return false;
	}

}
