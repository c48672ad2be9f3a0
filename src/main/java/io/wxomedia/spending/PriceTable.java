package io.wxomedia.spending;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.LocalDate;
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
 * @param prices the prices by model id
 * @param tokens how large the pictures are that models make
 */
record PriceTable(LocalDate asOf, Map<String, TokenPrice> prices, OutputTokens tokens) {

	private static final String FILE = "model-prices.properties";

	private static final String AS_OF = "as-of";

	/**
	 * A snapshot of a model carries its date: {@code gpt-image-2-2026-04-21}.
	 */
	private static final Pattern SNAPSHOT = Pattern.compile("-\\d{4}-\\d{2}-\\d{2}$");

	/**
	 * Read the list that comes with the service, and put other prices over it.
	 * @param overrides {@code model=text/image/output}, separated by commas; may be blank
	 * @return the table
	 * @throws IllegalArgumentException if the overrides have another form
	 */
	static PriceTable with(String overrides) {
		Properties file = new Properties();
		try (InputStream in = new ClassPathResource(FILE, PriceTable.class).getInputStream()) {
			file.load(in);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(FILE + " cannot be read", ex);
		}
		Map<String, TokenPrice> prices = new HashMap<>();
		file.stringPropertyNames()
			.stream()
			.filter((name) -> !AS_OF.equals(name))
			.forEach((name) -> prices.put(name, TokenPrice.parse(file.getProperty(name))));
		for (String entry : overrides.split(",")) {
			if (!entry.isBlank()) {
				String[] parts = entry.strip().split("=", 2);
				boolean complete = parts.length == 2 && !parts[0].isBlank();
				prices.put(parts[0].strip(), TokenPrice.parse(complete ? parts[1].strip() : ""));
			}
		}
		return new PriceTable(LocalDate.parse(file.getProperty(AS_OF)), Map.copyOf(prices), OutputTokens.listed());
	}

	/**
	 * Return what a model costs.
	 * @param model the model id, with or without the date of a snapshot
	 * @return the price, or {@code null} if none is known
	 */
	@Nullable TokenPrice of(String model) {
		TokenPrice price = this.prices.get(model);
		return (price != null) ? price : this.prices.get(withoutDate(model));
	}

	/**
	 * Return what a call is thought to cost while no call like it has told.
	 * @param edit what is called
	 * @return the cost of a picture of that quality and size, of a large edit where the
	 * list does not tell, or {@code null} if the model has no price
	 */
	@Nullable BigDecimal estimate(PricedEdit edit) {
		TokenPrice price = of(edit.model());
		if (price == null) {
			return null;
		}
		return price.costOfEdit(this.tokens.of(withoutDate(edit.model()), edit.quality(), edit.size()));
	}

	private static String withoutDate(String model) {
		return SNAPSHOT.matcher(model).replaceFirst("");
	}

}
