package io.wxomedia.spending;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;

/**
 * What models cost: a list that comes with the service, and what OPENAI_PRICES says
 * instead.
 *
 * @param asOf when the list was last compared with the provider's
 * @param prices the prices by {@code provider/model}, or
 * {@code provider/model@size/quality}
 * @param tokens how large the pictures are that models make
 */
record PriceTable(LocalDate asOf, Map<String, Price> prices, OutputTokens tokens) {

	private static final String FILE = "model-prices.properties";

	private static final String AS_OF = "as-of";

	/**
	 * What follows it is the size and the quality that the price is for.
	 */
	private static final String VARIANT = "@";

	/**
	 * A snapshot of a model carries its date: {@code gpt-image-2-2026-04-21}.
	 */
	private static final Pattern SNAPSHOT = Pattern.compile("-\\d{4}-\\d{2}-\\d{2}$");

	/**
	 * Read the list that comes with the service, and put other prices over it.
	 * @param overrides {@code OPENAI_PRICES}: {@code model=text/image/output}, separated
	 * by commas; may be blank
	 * @return the table
	 * @throws IllegalArgumentException if the overrides have another form
	 */
	static PriceTable with(String overrides) {
		return with(overrides, "");
	}

	/**
	 * Read the list that comes with the service, and put other prices over it.
	 * @param openAi {@code OPENAI_PRICES}: {@code model=text/image/output}, separated by
	 * commas; may be blank
	 * @param fal {@code FAL_PRICES}: {@code model@size/quality=price}, separated by
	 * commas; may be blank
	 * @return the table
	 * @throws IllegalArgumentException if the overrides have another form
	 */
	static PriceTable with(String openAi, String fal) {
		Properties file = new Properties();
		try (InputStream in = new ClassPathResource(FILE, PriceTable.class).getInputStream()) {
			file.load(in);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(FILE + " cannot be read", ex);
		}
		Map<String, Price> prices = new HashMap<>();
		file.stringPropertyNames()
			.stream()
			.filter((name) -> !AS_OF.equals(name))
			.forEach((name) -> prices.put(name, Price.parse(file.getProperty(name))));
		put(prices, ProviderModel.OPENAI, openAi);
		put(prices, ProviderModel.FAL, fal);
		return new PriceTable(LocalDate.parse(file.getProperty(AS_OF)), Map.copyOf(prices), OutputTokens.listed());
	}

	private static void put(Map<String, Price> prices, String provider, String overrides) {
		for (String entry : overrides.split(",")) {
			if (!entry.isBlank()) {
				String[] parts = entry.strip().split("=", 2);
				boolean complete = parts.length == 2 && !parts[0].isBlank();
				prices.put(new ProviderModel(provider, parts[0].strip()).toString(),
						Price.parse(complete ? parts[1].strip() : ""));
			}
		}
	}

	/**
	 * Return what a model costs.
	 * @param model the model, its id with or without the date of a snapshot
	 * @return the price, or {@code null} if none is known; one of several where it
	 * depends on what is asked for
	 */
	@Nullable Price of(ProviderModel model) {
		Price price = this.prices.get(model.toString());
		if (price == null) {
			price = this.prices.get(withoutDate(model.toString()));
		}
		String variants = model + VARIANT;
		return (price != null) ? price
				: this.prices.keySet()
					.stream()
					.filter((name) -> name.startsWith(variants))
					.max(Comparator.naturalOrder())
					.map(this.prices::get)
					.orElse(null);
	}

	/**
	 * Return what a call costs.
	 * @param call what is called
	 * @return the price of what is asked for, where the list tells it apart, else that of
	 * the model; {@code null} if none is known
	 */
	@Nullable Price of(PricedCall call) {
		Price price = this.prices.get(call.model() + VARIANT + call.size() + "/" + call.quality());
		return (price != null) ? price : of(call.model());
	}

	/**
	 * Return what a call is thought to cost while no call like it has told.
	 * @param call what is called
	 * @return the cost of a picture of that quality and size, of a large edit where the
	 * list does not tell, of the seconds asked for, or {@code null} if it is not known
	 */
	@Nullable BigDecimal estimate(PricedCall call) {
		Price price = of(call);
		if (price instanceof TokenPrice perToken) {
			return perToken.costOfEdit(this.tokens.of(withoutDate(call.model().model()), call.quality(), call.size()));
		}
		return (price instanceof UnitPrice units) ? units.cost(call.seconds()) : null;
	}

	private static String withoutDate(String model) {
		return SNAPSHOT.matcher(model).replaceFirst("");
	}

}
