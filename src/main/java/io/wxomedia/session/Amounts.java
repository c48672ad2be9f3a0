package io.wxomedia.session;

import java.math.BigDecimal;
import java.util.Collection;

import org.jspecify.annotations.Nullable;

/**
 * Amounts of money as they are shown: without zeros at the end and without exponents.
 */
final class Amounts {

	private Amounts() {
	}

	static @Nullable BigDecimal plain(@Nullable BigDecimal amount) {
		return (amount != null) ? shown(amount) : null;
	}

	static BigDecimal shown(BigDecimal amount) {
		BigDecimal stripped = amount.stripTrailingZeros();
		return (stripped.scale() < 0) ? stripped.setScale(0) : stripped;
	}

	static BigDecimal sum(Collection<BigDecimal> amounts) {
		return shown(amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add));
	}

}
