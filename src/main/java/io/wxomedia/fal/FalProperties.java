package io.wxomedia.fal;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;
import org.springframework.validation.annotation.Validated;

/**
 * How fal.ai is called. Text is trimmed, and blank means unset.
 *
 * @param key the key that requests are made with ({@code FAL_KEY})
 * @param queueUrl address of the queue
 * @param jwksUrl where the keys are that webhooks are signed with
 * @param pollSeconds how often a call is looked at; {@code null} for every 5 seconds,
 * growing to 15
 * @param videoModel the model that makes videos from a picture
 * @param textModel the model that makes videos from words alone
 */
@ConfigurationProperties("media.fal")
@Validated
record FalProperties(@Nullable String key,
		@Pattern(regexp = URL, message = MUST_BE_URL) @DefaultValue(QUEUE_URL) String queueUrl,
		@Pattern(regexp = URL, message = MUST_BE_URL) @DefaultValue(JWKS_URL) String jwksUrl,
		@DecimalMin("0.05") @DecimalMax("300") @Nullable Double pollSeconds,
		@Pattern(regexp = MODEL, message = MUST_BE_MODEL) @DefaultValue(VIDEO_MODEL) String videoModel,
		@Pattern(regexp = MODEL, message = MUST_BE_MODEL) @DefaultValue(TEXT_MODEL) String textModel) {

	private static final String URL = "https?://[^/?#@]+[^?#]*";

	private static final String MUST_BE_URL = "must be an http or https URL without a query";

	private static final String MODEL = "[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)+";

	private static final String MUST_BE_MODEL = "must be a model id such as fal-ai/veo3.1/lite";

	private static final String QUEUE_URL = "https://queue.fal.run";

	private static final String JWKS_URL = "https://rest.fal.ai/.well-known/jwks.json";

	private static final String VIDEO_MODEL = "fal-ai/veo3.1/lite/image-to-video";

	private static final String TEXT_MODEL = "fal-ai/veo3.1/lite";

	private static final int FIRST_PAUSE_MILLIS = 5000;

	private static final int LONGEST_PAUSE_MILLIS = 15_000;

	private static final int GROWTH_MILLIS = 1000;

	FalProperties {
		key = StringUtils.hasText(key) ? key.strip() : null;
		queueUrl = textOr(queueUrl, QUEUE_URL).replaceAll("/+$", "");
		jwksUrl = textOr(jwksUrl, JWKS_URL);
		videoModel = textOr(videoModel, VIDEO_MODEL);
		textModel = textOr(textModel, TEXT_MODEL);
	}

	private static String textOr(String value, String fallback) {
		return StringUtils.hasText(value) ? value.strip() : fallback;
	}

	List<String> missing() {
		return (this.key != null) ? List.of() : List.of("FAL_KEY");
	}

	URI queue() {
		return URI.create(this.queueUrl);
	}

	/**
	 * Return how long to wait before a call is looked at again.
	 * @param looks how often it was looked at
	 */
	Duration pauseAfter(int looks) {
		if (this.pollSeconds != null) {
			return Duration.ofMillis((long) (this.pollSeconds * 1000));
		}
		return Duration
			.ofMillis(Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS + (long) GROWTH_MILLIS * Math.max(0, looks)));
	}

	/**
	 * Blot out the key in a text.
	 * @param text a text that may repeat the key
	 * @return the text without it
	 */
	String withoutKey(String text) {
		return (this.key != null) ? text.replace(this.key, "***") : text;
	}

	@Override
	public String toString() {
		return "FalProperties[queueUrl=" + this.queueUrl + ", videoModel=" + this.videoModel + "]";
	}

}
