package io.wxomedia.openai;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.openai.core.JsonField;
import com.openai.core.JsonValue;
import com.openai.errors.OpenAIServiceException;
import io.wxomedia.openai.EditFailure.Kind;
import io.wxomedia.openai.EditFailure.Trouble;
import org.jspecify.annotations.Nullable;

/**
 * What OpenAI said instead of giving an image.
 *
 * @param status the HTTP status
 * @param code OpenAI's error code, or {@code null}
 * @param type OpenAI's error type, or {@code null}
 * @param param the parameter that is to blame, or {@code null}
 * @param message OpenAI's own words, or {@code null}
 * @param requestId OpenAI's id of the request, or {@code null}
 */
record ProviderError(int status, @Nullable String code, @Nullable String type, @Nullable String param,
		@Nullable String message, @Nullable String requestId) {

	private static final String BILLING_LIMIT_WORDS = "billing hard limit has been reached";

	private static final int LONGEST_MESSAGE = 1000;

	/**
	 * Read an error. Whatever its body is, this does not fail.
	 * @param ex the SDK's exception
	 * @return the error
	 */
	static ProviderError of(OpenAIServiceException ex) {
		// The typed accessors of the SDK throw when a field is missing or of another
		// type.
		Map<String, JsonValue> body = members(ex.body());
		Map<String, JsonValue> error = body.containsKey("error") ? members(body.get("error")) : body;
		String message = text(error, "message");
		return new ProviderError(ex.statusCode(), text(error, "code"), text(error, "type"), text(error, "param"),
				(message != null) ? message : text(body, "error"),
				ex.headers().values("x-request-id").stream().findFirst().orElse(null));
	}

	private static Map<String, JsonValue> members(@Nullable JsonField<?> value) {
		return (value != null) ? value.asObject().orElse(Map.of()) : Map.of();
	}

	private static @Nullable String text(Map<String, JsonValue> members, String name) {
		JsonField<?> value = members.get(name);
		// A database does not take NUL, and an answer that cannot be written down is
		// lost.
		String text = (value != null) ? value.asString().orElse("").replace('\0', ' ').strip() : "";
		return text.isEmpty() ? null : text;
	}

	/**
	 * Decide what may be done about the error.
	 * @param properties says which codes mean that the billing limit is reached
	 * @return the kind of failure
	 */
	Kind kind(OpenAiProperties properties) {
		if (properties.billingLimitCodes().contains(lower(this.code))
				|| lower(this.message).contains(BILLING_LIMIT_WORDS)) {
			return Kind.BILLING_LIMIT;
		}
		if (this.status == 429) {
			return exhausted() ? Kind.FINAL : Kind.RETRYABLE;
		}
		return (this.status == 408 || this.status >= 500) ? Kind.RETRYABLE : Kind.FINAL;
	}

	private Trouble trouble(OpenAiProperties properties) {
		if (kind(properties) != Kind.RETRYABLE) {
			return Trouble.NONE;
		}
		return (this.status == 429) ? Trouble.RATE_LIMIT : Trouble.DOWN;
	}

	// Money or quota ran out: no waiting brings it back.
	private boolean exhausted() {
		String code = lower(this.code);
		return List.of("quota", "billing", "spend_limit", "usage_limit", "credit_balance")
			.stream()
			.anyMatch(code::contains) || lower(this.type).equals("insufficient_quota");
	}

	/**
	 * Tell the caller what happened.
	 * @param properties the settings that a hint may point to
	 * @return a sentence or two
	 */
	String describe(OpenAiProperties properties) {
		StringBuilder description = new StringBuilder("OpenAI: ").append(words(properties));
		List<String> details = new ArrayList<>();
		details.add("HTTP " + this.status);
		if (this.code != null) {
			details.add("code " + this.code);
		}
		if (this.requestId != null) {
			details.add("request " + this.requestId);
		}
		description.append(" (").append(String.join(", ", details)).append(')');
		String hint = hint(properties);
		return ((hint != null) ? description.append(". ").append(hint) : description).toString();
	}

	private String words(OpenAiProperties properties) {
		if (this.message == null) {
			return "no explanation was given";
		}
		// Cut last: half a key would not be recognised.
		String words = properties.withoutKey(this.message);
		return (words.length() > LONGEST_MESSAGE) ? words.substring(0, LONGEST_MESSAGE) + "…" : words;
	}

	private @Nullable String hint(OpenAiProperties properties) {
		String code = lower(this.code);
		if (kind(properties) == Kind.BILLING_LIMIT) {
			return null;
		}
		if (this.status == 429 && exhausted()) {
			return "Check the plan and billing of the account. If this should count as its billing limit,"
					+ " add the code to OPENAI_BILLING_LIMIT_CODES.";
		}
		if (code.equals("model_not_found")) {
			return "Check OPENAI_IMAGE_MODEL (" + properties.model()
					+ "): the model may be retired, or not open to this key.";
		}
		if (code.equals("moderation_blocked") || code.equals("content_policy_violation")) {
			return "Change the prompt or the image.";
		}
		if (lower(this.param).equals("quality")) {
			return "Check OPENAI_IMAGE_QUALITY (" + properties.quality() + ").";
		}
		return switch (this.status) {
			case 401 -> "Check OPENAI_API_KEY.";
			case 403 -> lower(this.message + code).contains("verified")
					? "Verify the organization at https://platform.openai.com/settings/organization/general;"
							+ " it can take 15 minutes until that works."
					: "Check what the key in OPENAI_API_KEY may do.";
			case 404, 405 -> "Check OPENAI_BASE_URL.";
			default -> null;
		};
	}

	private static String lower(@Nullable String text) {
		return (text != null) ? text.toLowerCase(Locale.ROOT) : "";
	}

	/**
	 * Make the failure that is reported.
	 * @param properties the settings
	 * @param retryAfter how long the provider asks to wait, or {@code null}
	 * @return the failure; without a cause, whose text might echo the key
	 */
	EditFailure toFailure(OpenAiProperties properties, @Nullable Duration retryAfter) {
		return new EditFailure(kind(properties), trouble(properties), properties.withoutKey(describe(properties)),
				retryAfter, this.requestId, null);
	}

}
