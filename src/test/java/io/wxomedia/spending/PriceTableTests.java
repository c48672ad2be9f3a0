package io.wxomedia.spending;

import java.math.BigDecimal;
import java.util.Comparator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
		assertThat(prices.of(model("gpt-image-2"))).isEqualTo(TokenPrice.parse("5/8/30"));
		assertThat(prices.of(model("gpt-image-2-2026-04-21"))).isEqualTo(TokenPrice.parse("5/8/30"));
		assertThat(prices.of(model("gpt-image-1-mini"))).isEqualTo(TokenPrice.parse("2/2.5/8"));
		assertThat(prices.of(model("gpt-image-9"))).isNull();
		assertThat(prices.of(model("as-of"))).isNull();
	}

	@Test
	void overridesReplaceAndAdd() {
		PriceTable prices = PriceTable.with(" gpt-image-2=1/2/3 , mine = 0.5/0/7.2500,");
		assertThat(prices.of(model("gpt-image-2"))).isEqualTo(TokenPrice.parse("1/2/3"));
		assertThat(prices.of(model("gpt-image-1.5"))).isNotNull();
		assertThat(prices.of(model("mine"))).isEqualTo(TokenPrice.parse("0.5/0/7.2500"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "gpt-image-2", "gpt-image-2=5", "gpt-image-2=5/8", "gpt-image-2=5/8/30/1", "a=b=1/2/3",
			"gpt-image-2=5/8/-30", "gpt-image-2=5/8/1e3", "gpt-image-2=5/8/0.00001", "gpt-image-2=$5/8/30", "=1/2/3",
			"a=1/2/3;b=1/2/3", "a=", "a=0.05/s+", "a=+0.02/call", "a=0.02/call+0.05/s", "a=0.05" })
	void otherFormsAreRefused(String overrides) {
		assertThatIllegalArgumentException().isThrownBy(() -> PriceTable.with(overrides))
			.withMessageContaining("gpt-image-2=5/8/30");
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			# what is sent is $0.053 for gpt-image-2 and $0.065 for gpt-image-1
			gpt-image-2,            low,    1024x1024, 0.059
			gpt-image-2,            medium, 1536x1024, 0.09416
			gpt-image-2,            medium, auto,      0.10601
			gpt-image-2-2026-04-21, high,   1024x1024, 0.26372
			gpt-image-1,            medium, 1024x1536, 0.12836
			gpt-image-1,            high,   auto,      0.3146
			# not listed: a large edit
			gpt-image-2,            high,   3840x2160, 0.293
			gpt-image-2,            max,    auto,      0.293
			gpt-image-2,            auto,   auto,      0.293
			gpt-image-1-mini,       low,    1024x1024, 0.081
			built-in,               high,   auto,      0
			gpt-image-9,            high,   auto,
			""")
	void estimateIsForTheQualityAndTheSize(String model, String quality, String size, @Nullable BigDecimal estimate) {
		assertThat(PriceTable.with("")
			.estimate(new PricedCall(model.equals("built-in") ? new ProviderModel(model, model) : model(model), quality,
					size)))
			.usingComparator(Comparator.nullsFirst(Comparator.<BigDecimal>naturalOrder()))
			.isEqualTo(estimate);
	}

	/**
	 * Where a picture of any size may come, the dearest is expected.
	 */
	@Test
	void everyListedModelHasAPriceAndGrowsWithTheQuality() {
		PriceTable prices = PriceTable.with("");
		assertThat(prices.tokens().tables()).isNotEmpty().allSatisfy((edit, sizes) -> {
			String model = edit.substring(0, edit.indexOf('/'));
			assertThat(prices.of(model(model))).isNotNull();
			assertThat(sizes).containsOnlyKeys("1024x1024", "1024x1536", "1536x1024");
			for (String size : sizes.keySet()) {
				assertThat(prices.tokens().of(model, "low", size))
					.isLessThan(prices.tokens().of(model, "medium", size));
				assertThat(prices.tokens().of(model, "medium", size))
					.isLessThan(prices.tokens().of(model, "high", size));
			}
		});
	}

	private static ProviderModel model(String id) {
		return new ProviderModel("openai", id);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			0.05/s,           8,   0.40
			0.05/s,           7.5, 0.375
			0.05/s,           -,   -
			0.04/call,        -,   0.04
			0.05/s+0.02/call, 8,   0.42
			0/s,              -,   0
			""")
	void secondsAndCallsHaveAPrice(String price, @Nullable BigDecimal seconds, @Nullable BigDecimal cost) {
		assertThat(Price.parse(price).cost(new Usage(null, null, null, seconds)))
			.usingComparator(Comparator.nullsFirst(Comparator.<BigDecimal>naturalOrder()))
			.isEqualTo(cost);
	}

	@Test
	void priceIsToldInWords() {
		assertThat(Price.parse("0.05/s+0.02/call").words()).isEqualTo("$0.05 a second and $0.02 a call");
		assertThat(Price.parse("0.05/s").words()).isEqualTo("$0.05 a second");
		assertThat(Price.parse("0.04/call").words()).isEqualTo("$0.04 a call");
		assertThat(Price.parse("5/8/30").words()).startsWith("$5 / $8 / $30 per million tokens");
	}

	@Test
	void costsAreExact() {
		TokenPrice price = TokenPrice.parse("0.1/0.0001/999999.9999");
		assertThat(price.cost(new Usage(3L, 1L, 1L, null))).isEqualTo(
				new BigDecimal("0.0000002").add(new BigDecimal("0.0000000001")).add(new BigDecimal("0.9999999999")));
	}

	@Test
	void aPriceMayDependOnWhatIsAskedFor() {
		PriceTable table = PriceTable.with("", "fal-ai/mine@1080p/audio=0.5/s, fal-ai/mine=0.2/s");
		assertThat(cost(table, "fal-ai/veo3.1/lite/image-to-video", "1080p", "audio")).isEqualByComparingTo("0.64");
		assertThat(cost(table, "fal-ai/veo3.1/lite/image-to-video", "720p", "silent")).isEqualByComparingTo("0.24");
		assertThat(cost(table, "fal-ai/veo3.1", "1080p", "audio")).isEqualByComparingTo("3.20");
		assertThat(cost(table, "fal-ai/mine", "1080p", "audio")).isEqualByComparingTo("4");
		assertThat(cost(table, "fal-ai/mine", "720p", "audio")).isEqualByComparingTo("1.6");
		assertThat(cost(table, "fal-ai/unknown", "720p", "audio")).isNull();
		assertThat(table.of(new ProviderModel("fal", "fal-ai/veo3.1/fast"))).isNotNull();
	}

	private static @Nullable BigDecimal cost(PriceTable table, String model, String resolution, String sound) {
		return table
			.estimate(new PricedCall(new ProviderModel("fal", model), sound, resolution, BigDecimal.valueOf(8)));
	}

}
