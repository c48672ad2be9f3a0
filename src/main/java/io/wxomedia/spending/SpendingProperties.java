package io.wxomedia.spending;

import java.math.BigDecimal;

import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.Validated;

/**
 * What calls to paid providers may cost.
 *
 * @param prices what models of OpenAI cost, over the list that comes with the service
 * @param falPrices what models of fal cost, over that list
 * @param dailyBudgetUsd what may be spent on one UTC day over all instances; {@code null}
 * for no limit
 * @param model the model that is configured
 * @param quality the quality that is configured
 */
@ConfigurationProperties("media.spending")
@Validated
record SpendingProperties(@DefaultValue("") String prices, @DefaultValue("") String falPrices,
		@DecimalMin(value = "0", inclusive = false, message = "must be more than 0") @Digits(integer = 9, fraction = 6,
				message = "must be an amount such as 20 or 7.50") @Nullable BigDecimal dailyBudgetUsd,
		@Nullable String model, @DefaultValue("auto") String quality) implements Validator {

	private static final String FAL_FORM = "must be model@resolution/audio=price/s or model=price/s, prices in USD a second,"
			+ " several separated by commas: fal-ai/veo3.1/lite/image-to-video@1080p/audio=0.08/s";

	@Override
	public boolean supports(Class<?> type) {
		return type == SpendingProperties.class;
	}

	/**
	 * A budget that cannot be watched is none: money must not be spent by surprise.
	 */
	@Override
	public void validate(Object target, Errors errors) {
		SpendingProperties properties = (SpendingProperties) target;
		ProviderModel called = properties.configured();
		requireForm(properties.prices(), "", "prices", errors);
		requireForm("", properties.falPrices(), "falPrices", errors);
		if (errors.hasErrors()) {
			return;
		}
		PriceTable table = properties.priceTable();
		if (properties.dailyBudgetUsd() != null && called != null && table.of(called) == null) {
			errors.rejectValue("dailyBudgetUsd", "unpriced",
					"a budget needs prices, and none are known for the model " + called.model() + "; add OPENAI_PRICES="
							+ called.model() + "=text/image/output (USD per million tokens)");
		}
	}

	private static void requireForm(String openAi, String fal, String property, Errors errors) {
		try {
			PriceTable.with(openAi, fal);
		}
		catch (IllegalArgumentException ex) {
			errors.rejectValue(property, "form", fal.isEmpty() ? String.valueOf(ex.getMessage()) : FAL_FORM);
		}
	}

	/**
	 * Return what one edit is thought to cost while no call has told.
	 * @param model a model
	 * @return the estimate, or {@code null} if the model has no price
	 */
	@Nullable BigDecimal estimate(ProviderModel model) {
		return priceTable().estimate(new PricedCall(model, this.quality, "auto"));
	}

	/**
	 * Return the model that is configured for edits.
	 * @return the model of OpenAI, or {@code null} if none is
	 */
	@Nullable ProviderModel configured() {
		return (this.model != null) ? new ProviderModel(ProviderModel.OPENAI, this.model) : null;
	}

	PriceTable priceTable() {
		return PriceTable.with(this.prices, this.falPrices);
	}

}
