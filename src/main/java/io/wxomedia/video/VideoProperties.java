package io.wxomedia.video;

import java.net.URI;
import java.time.Duration;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who makes videos, and who may tell of them.
 *
 * @param backendUrl where orders are posted; blank for no backend
 * @param backendTimeoutSeconds how long a backend may take to accept an order, and then
 * to make its videos, in seconds
 * @param attemptTimeoutSeconds the longest that one attempt to post an order may take
 * @param webhookSecret the secrets of the webhook
 * @param webhookOpen whether webhooks need no secret while none is configured
 * @param maxBase64Chars how long a picture may be in base64, in characters
 * @param maxPixels how many pixels a picture may have
 * @param storageRetrySeconds how long object storage that is away is waited for, in
 * seconds
 * @param runTimeoutSeconds how long a provider's generation may take in all until its
 * videos are there, waiting included, in seconds
 * @param galleryRetention how long a completed generation is kept at least
 */
@ConfigurationProperties("media.video")
@Validated
public record VideoProperties(
		@Pattern(regexp = "|https?://[^\\s/@?#]+([/?][^\\s@#]*)?",
				message = "must be an http or https URL without a user name") @DefaultValue("") String backendUrl,
		@Min(1) @DefaultValue("1800") int backendTimeoutSeconds, @Min(1) @DefaultValue("30") int attemptTimeoutSeconds,
		@DefaultValue("") WebhookSecrets webhookSecret, @DefaultValue("false") boolean webhookOpen,
		@Min(4) @DefaultValue("14000000") int maxBase64Chars, @Min(1) @DefaultValue("50000000") long maxPixels,
		@Min(0) @DefaultValue("3600") int storageRetrySeconds, @Min(1) @DefaultValue("7200") int runTimeoutSeconds,
		@DefaultValue("90d") Duration galleryRetention) {

	public VideoProperties {
		backendUrl = backendUrl.strip();
	}

	/**
	 * Return the backend that orders are posted to.
	 * @return its address, or {@code null} if there is none
	 */
	public @Nullable URI backend() {
		return this.backendUrl.isEmpty() ? null : URI.create(this.backendUrl);
	}

	Duration backendTimeout() {
		return Duration.ofSeconds(this.backendTimeoutSeconds);
	}

	Duration storageRetry() {
		return Duration.ofSeconds(this.storageRetrySeconds);
	}

	Duration runTimeout() {
		return Duration.ofSeconds(this.runTimeoutSeconds);
	}

	Duration attemptTimeout() {
		return Duration.ofSeconds(this.attemptTimeoutSeconds);
	}

	/**
	 * Return whether a webhook is let in.
	 * @param secret the secret that came with it, or {@code null}
	 * @return {@code true} if it is one that is configured, or none is needed
	 */
	public boolean admits(@Nullable String secret) {
		return this.webhookSecret.isEmpty() ? this.webhookOpen : this.webhookSecret.contain(secret);
	}

}
