package io.wxomedia.spending;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

/**
 * Says what calls will cost before they are made. Asks no provider. Thread-safe.
 */
@FunctionalInterface
public interface Estimates {

	/**
	 * Return what the next call will cost at the most: the highest cost of the last calls
	 * like it, before the first one, and where seconds are paid for, what the price table
	 * says.
	 * @param call what would be called
	 * @return the cost in US dollars, or {@code null} if the model has no price
	 */
	@Nullable BigDecimal next(PricedCall call);

}
