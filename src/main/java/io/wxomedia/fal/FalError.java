package io.wxomedia.fal;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.CallFailure.Kind;
import io.wxomedia.provider.CallFailure.Trouble;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What fal said instead of giving a result. Its models answer with a list of what is
 * wrong, its machinery with a sentence.
 *
 * @param status the HTTP status
 * @param words fal's own words, or {@code null}
 * @param own whether it is fal's own error, and not what a gateway says
 * @param requestId fal's name of the request, or {@code null}
 * @param retryAfter how long fal asks to wait, or {@code null}
 */
record FalError(int status, @Nullable String words, boolean own, @Nullable String requestId,
		@Nullable Duration retryAfter) {

	private static final int LONGEST = 500;

	private static final int MOST = 5;

	private static final Pattern DATA = Pattern.compile("(?i)\\bdata:[^\\s\"'<>]+");

	private static final Pattern QUERY = Pattern
		.compile("(?i)\\b([a-z][a-z0-9+.-]{1,20}://[^\\s\"'<>?#]*)[?#][^\\s\"'<>]*");

	static FalError of(FalClient.Reply reply, JsonMapper json, Clock clock) {
		JsonNode detail = tree(reply.body(), json).path("detail");
		String words = words(detail);
		if (words == null) {
			words = words(tree(reply.body(), json).path("error"));
		}
		boolean own = words != null;
		return new FalError(reply.status(), words, own, reply.header("x-fal-request-id"),
				wait(reply.header("retry-after"), clock));
	}

	static JsonNode tree(String body, JsonMapper json) {
		try {
			return json.readTree(body);
		}
		catch (JacksonException ex) {
			return json.nullNode();
		}
	}

	private static @Nullable String words(JsonNode detail) {
		if (detail.isString()) {
			return shortened(detail.asString());
		}
		if (detail.isObject()) {
			return words(detail.has("msg") ? detail.path("msg") : detail.path("message"));
		}
		List<String> all = new ArrayList<>();
		for (JsonNode entry : detail) {
			String words = entry.isString() ? entry.asString() : words(entry);
			if (words != null && all.size() < MOST) {
				all.add(words);
			}
		}
		return all.isEmpty() ? null : shortened(String.join("; ", all));
	}

	/**
	 * One line without what may be secret or large: the query of an address can be its
	 * signature, and a data URL is the picture itself.
	 */
	private static @Nullable String shortened(String words) {
		String line = words.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
		line = DATA.matcher(line).replaceAll("data:");
		line = QUERY.matcher(line).replaceAll("$1");
		if (line.isEmpty()) {
			return null;
		}
		return (line.length() > LONGEST) ? line.substring(0, LONGEST) + "..." : line;
	}

	private static @Nullable Duration wait(@Nullable String header, Clock clock) {
		if (header == null) {
			return null;
		}
		if (header.matches("\\d{1,6}")) {
			return Duration.ofSeconds(Integer.parseInt(header));
		}
		try {
			Duration wait = Duration.between(clock.instant(),
					ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
			return wait.isNegative() ? Duration.ZERO : wait;
		}
		catch (DateTimeException ex) {
			// Neither a number nor a date: as good as no header.
			return null;
		}
	}

	/**
	 * Decide what may be done about it where it answers a submission.
	 */
	Kind kind() {
		String lower = (this.words != null) ? this.words.toLowerCase(Locale.ROOT) : "";
		if (this.status == 402 || lower.contains("exhausted balance")) {
			return Kind.BILLING_LIMIT;
		}
		if (this.status == 408 || this.status == 429 || this.status == 500 || this.status == 503) {
			return Kind.RETRYABLE;
		}
		if (this.status < 500) {
			return Kind.FINAL;
		}
		// Without fal's own words it is a gateway that lost the queue, which may have
		// taken the order.
		return this.own ? Kind.RETRYABLE : Kind.ANSWER_LOST;
	}

	CallFailure toFailure(FalProperties properties) {
		Kind kind = kind();
		Trouble trouble = switch (kind) {
			case BILLING_LIMIT, FINAL -> Trouble.NONE;
			case RETRYABLE -> (this.status == 429) ? Trouble.RATE_LIMIT : Trouble.DOWN;
			case ANSWER_LOST -> Trouble.DOWN;
		};
		String hint = switch (this.status) {
			case 401, 403 -> ". Check FAL_KEY.";
			case 404 -> ". Check FAL_VIDEO_MODEL, FAL_TEXT_VIDEO_MODEL and FAL_QUEUE_URL.";
			case 422 -> ". Change the prompt or the picture.";
			default -> (kind == Kind.ANSWER_LOST)
					? ". It does not say what became of the video, which may be made and billed." : "";
		};
		return new CallFailure(kind, trouble, properties.withoutKey(describe() + hint), this.retryAfter, this.requestId,
				null);
	}

	String describe() {
		return "fal.ai: " + ((this.words != null) ? this.words : "no explanation was given") + " (HTTP " + this.status
				+ ((this.requestId != null) ? ", request " + this.requestId : "") + ")";
	}

}
