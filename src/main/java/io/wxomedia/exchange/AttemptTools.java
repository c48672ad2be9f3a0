package io.wxomedia.exchange;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

import io.wxomedia.destination.Destination;
import io.wxomedia.destination.DestinationGuard;
import io.wxomedia.destination.DestinationRefused;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.reactor.ConnectionInitiator;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.apache.hc.core5.reactor.ssl.TransportSecurityLayer;
import org.apache.hc.core5.util.Timeout;

/**
 * What all attempts of a sender share.
 *
 * @param guard decides where connections may go
 * @param connections makes connections, without blocking
 * @param tls encrypts connections and checks who is at their other end
 * @param timeout the longest that an attempt may take
 * @param timer ends attempts; its work must not block
 * @param threads threads that may block for the disk or the database, never for a
 * receiver
 */
record AttemptTools(DestinationGuard guard, ConnectionInitiator connections, TlsStrategy tls, Duration timeout,
		ScheduledExecutorService timer, Executor threads) {

	private static final int MAX_ERROR_LENGTH = 300;

	private static final TlsConfig HTTP_1 = TlsConfig.custom().setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1).build();

	void encrypt(ProtocolIOSession session, HttpHost host, FutureCallback<TransportSecurityLayer> then) {
		this.tls.upgrade(session, host, HTTP_1, Timeout.of(this.timeout), then);
	}

	/**
	 * Return a destination's host as HTTP names it.
	 * @param destination the destination
	 * @return scheme, host and port
	 */
	static HttpHost httpHost(Destination destination) {
		return new HttpHost(destination.scheme(), destination.host().name(), destination.port());
	}

	/**
	 * Say in one line what went wrong.
	 * @param ex the exception
	 * @return the text, without line breaks
	 */
	static String describe(Exception ex) {
		if (ex instanceof DestinationRefused refused) {
			return refused.reason();
		}
		String line = (ex.getClass().getSimpleName() + ": " + ex.getMessage()).replaceAll("\\p{Cntrl}+", " ");
		return line.substring(0, Math.min(line.length(), MAX_ERROR_LENGTH));
	}

	static String seconds(Duration duration) {
		return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
	}

	/**
	 * Makes the request of an attempt, within its time and once its host is admitted. May
	 * block for the disk or the database.
	 */
	@FunctionalInterface
	interface Preparation {

		Exchange prepare(Destination destination, Exchange.Listener listener) throws IOException;

	}

}
