package io.wxomedia.callback;

import java.time.Duration;

import io.wxomedia.destination.AllowedHosts;
import io.wxomedia.destination.PrivateNetworks;
import io.wxomedia.destination.Purpose;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where callbacks may go and how often they are tried.
 *
 * @param timeoutSeconds the longest that one attempt may take, from looking up the host
 * to reading the answer
 * @param maxRetries how many attempts are made in all; 0 means 1
 * @param backoffSeconds the waits between attempts in seconds, separated by commas; the
 * last one repeats
 * @param rewrite whether callbacks to {@code wxo-server} go to the local tunnel instead
 * @param localTunnelNetloc the local tunnel, as host or host:port
 * @param privateNetworks whether callbacks may go to private addresses
 * @param allowedHosts hosts, addresses and CIDR ranges, separated by commas or spaces;
 * when set, callbacks go nowhere else
 * @param requireHttps whether callbacks must be encrypted
 * @param lateRetries the waits before the attempts that follow the first ones
 */
@ConfigurationProperties("media.callback")
@Validated
record CallbackProperties(
		@Min(value = 1, message = "CALLBACK_TIMEOUT_SECONDS must be 1 or more") @DefaultValue("30") int timeoutSeconds,
		@Min(value = 0, message = "CALLBACK_MAX_RETRIES must be 0 or more") @DefaultValue("3") int maxRetries,
		@DefaultValue(CallbackProperties.BACKOFF_SECONDS) String backoffSeconds, @DefaultValue("false") boolean rewrite,
		@Pattern(regexp = "[\\w.-]+(:\\d{1,5})?|\\[[0-9A-Fa-f:.]+\\](:\\d{1,5})?",
				message = "LOCAL_TUNNEL_NETLOC must be host or host:port, without http://") @DefaultValue(CallbackProperties.LOCAL_TUNNEL) String localTunnelNetloc,
		@DefaultValue("auto") PrivateNetworks privateNetworks, @DefaultValue("") AllowedHosts allowedHosts,
		@DefaultValue("false") boolean requireHttps, @DefaultValue("") LateRetries lateRetries) {

	/**
	 * What the guard of callbacks says of them.
	 */
	static final Purpose PURPOSE = new Purpose("Callbacks", "CALLBACK");

	private static final String BACKOFF_SECONDS = "1,3,8";

	private static final String LOCAL_TUNNEL = "127.0.0.1:14321";

	CallbackProperties {
		backoffSeconds = (!backoffSeconds.isBlank()) ? backoffSeconds.trim() : BACKOFF_SECONDS;
		localTunnelNetloc = (!localTunnelNetloc.isBlank()) ? localTunnelNetloc.trim() : LOCAL_TUNNEL;
	}

	/**
	 * Return how many attempts are made before the late ones, or before a callback is
	 * given up.
	 * @return the number of attempts, at least 1
	 */
	int attempts() {
		return Math.max(1, this.maxRetries);
	}

	/**
	 * Return the longest that one attempt may take.
	 * @return the timeout
	 */
	Duration timeout() {
		return Duration.ofSeconds(this.timeoutSeconds);
	}

}
