package io.wxomedia.spending;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.UUID;

/**
 * Knows what jobs cost.
 */
@FunctionalInterface
public interface Spending {

	/**
	 * Return what is known of a job's costs.
	 * @param job the job
	 * @return the sum of the known costs of its calls, or nothing if none is known
	 */
	Optional<BigDecimal> ofJob(UUID job);

}
