package io.wxomedia.destination;

import java.util.Locale;

/**
 * What connections are made for, in the words of those who are told that one is refused.
 *
 * @param subject what is sent or fetched, at the beginning of a sentence and in the
 * plural: {@code Callbacks}
 * @param settings what the names of the settings begin with: {@code CALLBACK}
 */
public record Purpose(String subject, String settings) {

	String privateNetworks() {
		return this.settings + "_PRIVATE_NETWORKS";
	}

	String allowedHosts() {
		return this.settings + "_ALLOWED_HOSTS";
	}

	String requireHttps() {
		return this.settings + "_REQUIRE_HTTPS";
	}

	/**
	 * Return what the names of threads begin with.
	 */
	String threads() {
		return this.settings.toLowerCase(Locale.ROOT);
	}

}
