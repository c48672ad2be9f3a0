package io.wxomedia.spending;

import java.math.BigDecimal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PriceTable}.
 */
class PriceTableTests {

	@Test
	void shippedPricesAreKnown() {
		PriceTable prices = PriceTable.with("");
		assertThat(prices.of("gpt-image-2")).isEqualTo(TokenPrice.parse("5/8/30"));
		assertThat(prices.of("gpt-image-2-2026-04-21")).isEqualTo(TokenPrice.parse("5/8/30"));
		assertThat(prices.of("gpt-image-1-mini")).isEqualTo(TokenPrice.parse("2/2.5/8"));
		assertThat(prices.of("gpt-image-9")).isNull();
		assertThat(prices.of("as-of")).isNull();
	}

	@Test
	void overridesReplaceAndAdd() {
		PriceTable prices = PriceTable.with(" gpt-image-2=1/2/3 , mine = 0.5/0/7.2500,");
		assertThat(prices.of("gpt-image-2")).isEqualTo(TokenPrice.parse("1/2/3"));
		assertThat(prices.of("gpt-image-1.5")).isNotNull();
		assertThat(prices.of("mine")).isEqualTo(TokenPrice.parse("0.5/0/7.2500"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "gpt-image-2", "gpt-image-2=5", "gpt-image-2=5/8", "gpt-image-2=5/8/30/1", "a=b=1/2/3",
			"gpt-image-2=5/8/-30", "gpt-image-2=5/8/1e3", "gpt-image-2=5/8/0.00001", "gpt-image-2=$5/8/30", "=1/2/3",
			"a=1/2/3;b=1/2/3" })
	void otherFormsAreRefused(String overrides) {
		assertThatIllegalArgumentException().isThrownBy(() -> PriceTable.with(overrides))
			.withMessageContaining("gpt-image-2=5/8/30");
	}

	@Test
	void costsAreExact() {
		TokenPrice price = TokenPrice.parse("0.1/0.0001/999999.9999");
		assertThat(price.cost(new TokenPrice.Usage(3L, 1L, 1L))).isEqualTo(
				new BigDecimal("0.0000002").add(new BigDecimal("0.0000000001")).add(new BigDecimal("0.9999999999")));
	}

}
