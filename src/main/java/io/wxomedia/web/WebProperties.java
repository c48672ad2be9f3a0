package io.wxomedia.web;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What every endpoint shares.
 *
 * @param workshopToken the token that protects the service; empty means none
 * @param publicUrl the address under which the service is reached from outside; empty
 * means that it is derived
 * @param port the port that the service listens on
 * @param health what {@code GET /health} shows
 */
@ConfigurationProperties("media.web")
@Validated
record WebProperties(@DefaultValue("") String workshopToken, @Pattern(regexp = WebProperties.ADDRESS,
		message = "must be an http or https address, for instance https://media.example.com") @DefaultValue("") String publicUrl,
		@DefaultValue("8000") int port, @Valid Health health) {

	static final String ADDRESS = "(https?://([\\w.-]+|\\[[0-9A-Fa-f:.]+\\])(:\\d{1,5})?(/[\\w.~/-]*)?)?";

	@Override
	public String toString() {
		return "WebProperties[publicUrl=" + this.publicUrl + ", port=" + this.port + "]";
	}

	/**
	 * What the health answer tells of the configuration.
	 *
	 * @param callbackRewriteEnabled whether callback addresses are rewritten
	 * @param callbackRetries attempts of a callback
	 * @param fallbackSingleEnabled whether single images fall back
	 * @param maxConcurrentJobs jobs that run at once
	 */
	record Health(boolean callbackRewriteEnabled, int callbackRetries, boolean fallbackSingleEnabled,
			int maxConcurrentJobs) {

	}

}
