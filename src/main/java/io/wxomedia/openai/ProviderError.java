package io.wxomedia.openai;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.CallFailure.Kind;
import io.wxomedia.provider.CallFailure.Trouble;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What OpenAI said instead of giving an image.
 *
 * @param status the HTTP status
 * @param code OpenAI's error code, or {@code null}
 * @param type OpenAI's error type, or {@code null}
 * @param param the parameter that is to blame, or {@code null}
 * @param message OpenAI's own words, or {@code null}
 * @param requestId OpenAI's id of the request, or {@code null}
 * @param own whether it is an error object of the provider, and not what a gateway says
 * @param redirect where the answer leads, or {@code null} if it is no redirect
 */
record ProviderError(int status, @Nullable String code, @Nullable String type, @Nullable String param,
		@Nullable String message, @Nullable String requestId, boolean own, @Nullable HttpUrl redirect) {

	private static final JsonMapper JSON = new JsonMapper();

	private static final Set<String> RATE_LIMIT_WORDS = Set.of("rate_limit_exceeded", "rate_limit_error", "slow_down");

	private static final Set<String> TROUBLE_WORDS = Set.of("server_error", "internal_server_error", "internal_error",
			"service_unavailable", "overloaded_error", "engine_overloaded");

	/**
	 * What the service appends to the base URL.
	 */
	private static final Pattern OWN_PATH = Pattern
		.compile("/(images/edits|images/generations|moderations|models/[^/]+)/?$");

	private static final String BILLING_LIMIT_WORDS = "billing hard limit has been reached";

	private static final int LONGEST_ADDRESS = 300;

	/**
	 * Read an error. Whatever its body is, this does not fail.
	 * @param answer the answer
	 * @return the error
	 */
	static ProviderError of(RefusedAnswer answer) {
		String requestId = answer.headers().get("x-request-id");
		JsonNode body = tree(answer.body());
		if (body == null) {
			return new ProviderError(answer.status(), null, null, null, ErrorWords.in(answer.body()), requestId, false,
					answer.redirect());
		}
		return of(answer.status(), body, requestId, answer.redirect());
	}

	/**
	 * Read an error that came with the status of a success.
	 * @param body the members of the answer that speak of the error
	 * @param requestId the provider's id of the request, or {@code null}
	 * @return the error
	 */
	static ProviderError inSuccess(JsonNode body, @Nullable String requestId) {
		ProviderError error = of(200, body, requestId, null);
		return new ProviderError(error.impliedStatus(), error.code, error.type, error.param, error.message, requestId,
				true, null);
	}

	private static ProviderError of(int status, JsonNode body, @Nullable String requestId, @Nullable HttpUrl redirect) {
		JsonNode own = body.path("error");
		JsonNode error = own.isObject() ? own : body;
		String message = ErrorWords.in(error);
		String code = text(error, "code");
		String type = text(error, "type");
		boolean explained = own.isObject() && (code != null || type != null || text(own, "message") != null);
		return new ProviderError(status, code, type, text(error, "param"),
				(message != null) ? message : ErrorWords.in(body), requestId, explained, redirect);
	}

	private static @Nullable JsonNode tree(String body) {
		try {
			JsonNode tree = JSON.readTree(body.startsWith("\uFEFF") ? body.substring(1) : body);
			return tree.isMissingNode() ? null : tree;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private static @Nullable String text(JsonNode members, String name) {
		JsonNode value = members.path(name);
		return (value.isString() || value.isIntegralNumber()) ? ErrorWords.line(value.asString()) : null;
	}

	/**
	 * Gateways that answer 200 to everything tell the status in the error's code; others
	 * tell it by OpenAI's words.
	 */
	private int impliedStatus() {
		String code = lower(this.code);
		if (code.matches("[45]\\d\\d")) {
			return Integer.parseInt(code);
		}
		List<String> words = List.of(code, lower(this.type));
		if (words.stream().anyMatch(RATE_LIMIT_WORDS::contains)) {
			return 429;
		}
		return words.stream().anyMatch(TROUBLE_WORDS::contains) ? 503 : this.status;
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
		if (this.status == 408 || this.status == 500 || this.status == 503) {
			return Kind.RETRYABLE;
		}
		if (this.status < 500) {
			return Kind.FINAL;
		}
		// Without the provider's own words it is a gateway that lost the provider, which
		// may have gone on working.
		return this.own ? Kind.RETRYABLE : Kind.ANSWER_LOST;
	}

	private Trouble trouble(OpenAiProperties properties) {
		return switch (kind(properties)) {
			case BILLING_LIMIT, FINAL -> Trouble.NONE;
			case RETRYABLE -> (this.status == 429) ? Trouble.RATE_LIMIT : Trouble.DOWN;
			case ANSWER_LOST -> Trouble.DOWN;
		};
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
		if (this.redirect != null) {
			return "the address answers with a redirect to " + shown(this.redirect, this.redirect.encodedPath());
		}
		if (this.message == null) {
			return "no explanation was given";
		}
		// Cut last: half a key would not be recognised.
		return ErrorWords.shortened(properties.withoutKey(this.message));
	}

	private @Nullable String hint(OpenAiProperties properties) {
		String code = lower(this.code);
		if (kind(properties) == Kind.BILLING_LIMIT) {
			return null;
		}
		if (this.redirect != null) {
			return redirectHint(this.redirect);
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

	/**
	 * Redirects are not followed: the key and the picture would go to another address.
	 */
	private static String redirectHint(HttpUrl redirect) {
		Matcher path = OWN_PATH.matcher(redirect.encodedPath());
		return path.find()
				? "Set OPENAI_BASE_URL to " + shown(redirect, redirect.encodedPath().substring(0, path.start())) + "."
				: "Check OPENAI_BASE_URL: it must be the address of the API, with its path (such as /v1).";
	}

	/**
	 * Without user and query, which may be secret.
	 */
	private static String shown(HttpUrl url, String path) {
		String shown = url.newBuilder().username("").password("").encodedPath("/").query(null).fragment(null).build()
				+ path.substring(Math.min(1, path.length()));
		return (shown.length() > LONGEST_ADDRESS) ? shown.substring(0, LONGEST_ADDRESS) + "…" : shown;
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
	CallFailure toFailure(OpenAiProperties properties, @Nullable Duration retryAfter) {
		return toFailure(properties, retryAfter, kind(properties), "");
	}

	/**
	 * Make the failure that is reported of an error that says nothing about the edit.
	 * @param properties the settings
	 * @param retryAfter how long the provider asks to wait, or {@code null}
	 * @param sent whether the request had been sent in full
	 * @param callId names the call in OpenAI's logs
	 * @return the failure; without a cause, whose text might echo the key
	 */
	CallFailure toLoss(OpenAiProperties properties, @Nullable Duration retryAfter, boolean sent, String callId) {
		return sent
				? toFailure(properties, retryAfter, Kind.ANSWER_LOST,
						". It does not say what became of the edit, which may have been made and billed (call " + callId
								+ ")")
				: toFailure(properties, retryAfter, Kind.RETRYABLE, ". The request was not sent in full");
	}

	private CallFailure toFailure(OpenAiProperties properties, @Nullable Duration retryAfter, Kind kind, String note) {
		return new CallFailure(kind, trouble(properties), properties.withoutKey(describe(properties) + note),
				retryAfter, this.requestId, null);
	}

}
