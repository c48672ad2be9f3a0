package io.wxomedia.openai;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;
import org.springframework.validation.annotation.Validated;

/**
 * How OpenAI is called. Text is trimmed, and blank means unset.
 *
 * @param apiKey the key that requests are made with ({@code OPENAI_API_KEY})
 * @param baseUrl address of the API, or {@code null} for OpenAI's own
 * @param model the model that edits; any id is accepted
 * @param quality the quality asked for, in the model's words
 * @param outputFormat the format of results: png, jpeg or webp ({@code jpg} is read as
 * jpeg)
 * @param timeoutSeconds how long one call may take in all
 * @param billingLimitCodes error codes that say that the billing limit is reached
 * @param partialPreviews how many pictures that are not done yet are asked for
 */
@ConfigurationProperties("media.openai")
@Validated
record OpenAiProperties(@Nullable String apiKey,
		@Pattern(regexp = "https?://.+", message = "must be an http or https URL") @Nullable String baseUrl,
		@DefaultValue("") String model, @DefaultValue("") String quality,
		@Pattern(regexp = FORMATS, message = "must be png, jpeg or webp") @DefaultValue("") String outputFormat,
		@Min(1) @Max(3600) @DefaultValue("300") int timeoutSeconds, @DefaultValue Set<String> billingLimitCodes,
		@Min(0) @Max(3) @DefaultValue("0") int partialPreviews) {

	private static final String FORMATS = "png|jpeg|webp";

	/**
	 * The first is what OpenAI said for years, the others are its newer words for it.
	 */
	private static final Set<String> BILLING_LIMIT_CODES = Set.of("billing_hard_limit_reached",
			"organization_spend_limit_exceeded", "project_spend_limit_exceeded", "organization_usage_limit_exceeded",
			"credit_balance_exhausted");

	OpenAiProperties {
		apiKey = StringUtils.hasText(apiKey) ? apiKey.strip() : null;
		baseUrl = StringUtils.hasText(baseUrl) ? baseUrl.strip() : null;
		model = textOr(model, "gpt-image-2");
		quality = textOr(quality, "medium");
		outputFormat = textOr(outputFormat, "png").toLowerCase(Locale.ROOT);
		outputFormat = outputFormat.equals("jpg") ? "jpeg" : outputFormat;
		billingLimitCodes = normalized(billingLimitCodes);
	}

	private static String textOr(String value, String fallback) {
		return StringUtils.hasText(value) ? value.strip() : fallback;
	}

	private static Set<String> normalized(Set<String> codes) {
		Set<String> normalized = new LinkedHashSet<>();
		for (String code : codes) {
			if (StringUtils.hasText(code)) {
				normalized.add(code.strip().toLowerCase(Locale.ROOT));
			}
		}
		return normalized.isEmpty() ? BILLING_LIMIT_CODES : Set.copyOf(normalized);
	}

	/**
	 * Return the settings that an edit needs and that are not set.
	 * @return names of environment variables
	 */
	List<String> missing() {
		return (this.apiKey != null) ? List.of() : List.of("OPENAI_API_KEY");
	}

	/**
	 * Return how long one call may take in all.
	 * @return the timeout
	 */
	Duration timeout() {
		return Duration.ofSeconds(this.timeoutSeconds);
	}

	/**
	 * Blot out the API key in a text.
	 * @param text a text that may repeat the key
	 * @return the text without it
	 */
	String withoutKey(String text) {
		return (this.apiKey != null) ? text.replace(this.apiKey, "***") : text;
	}

	@Override
	public String toString() {
		return "OpenAiProperties[baseUrl=" + this.baseUrl + ", model=" + this.model + "]";
	}

}
