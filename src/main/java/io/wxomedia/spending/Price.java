package io.wxomedia.spending;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

/**
 * What a model costs, in US dollars. All figures are exact.
 */
sealed interface Price permits TokenPrice, UnitPrice {

	/**
	 * Read a price.
	 * @param text three prices of tokens ({@code 5/8/30}), or a price of a second, of a
	 * call or of both ({@code 0.05/s+0.02/call})
	 * @return the price
	 * @throws IllegalArgumentException if the text has another form
	 */
	static Price parse(String text) {
		return UnitPrice.hasForm(text) ? UnitPrice.parse(text) : TokenPrice.parse(text);
	}

	/**
	 * Return what a call costs.
	 * @param usage what it used
	 * @return the cost, or {@code null} if the usage does not tell
	 */
	@Nullable BigDecimal cost(Usage usage);

	/**
	 * Return the most that a call can cost whose usage is only told in part.
	 * @param usage what is told
	 * @return the cost, or {@code null} if nothing can be said
	 */
	@Nullable BigDecimal costAtMost(Usage usage);

	/**
	 * Return the price in words.
	 * @return the amounts and what they are for
	 */
	String words();

}
