package io.wxomedia.spending;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Knows what jobs cost.
 */
public interface Spending {

	/**
	 * Return what is known of a job's costs.
	 * @param job the job
	 * @return the sum of the known costs of its calls, or nothing if none is known
	 */
	Optional<BigDecimal> ofJob(UUID job);

	/**
	 * Return what is known of the costs of a job's items.
	 * @param job the job
	 * @param after only items with a higher number
	 * @param count of how many numbers
	 * @return the sum of the known costs of its calls by the number of the item, without
	 * items of which none is known
	 */
	Map<Integer, BigDecimal> ofItems(UUID job, int after, int count);

	/**
	 * Return what is known of the costs of several callers.
	 * @param group what stands before the slash in their names
	 * @return the sum of the known costs by the caller's name, without callers of whom
	 * none is known
	 */
	Map<String, BigDecimal> ofCallers(String group);

}
