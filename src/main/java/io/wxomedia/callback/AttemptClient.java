package io.wxomedia.callback;

import java.time.Duration;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.Lookup;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.impl.io.MonitoringResponseOutOfOrderStrategy;
import org.apache.hc.core5.util.Timeout;

/**
 * Builds HTTP clients that serve one attempt and do nothing by themselves: no redirects,
 * retries, cookies, passwords, proxies or decompression, and a connection that nobody
 * used before.
 */
final class AttemptClient {

	private static final String USER_AGENT = "wxo-media-service";

	private static final int MAX_HEADER_LENGTH = 16_384;

	private static final int MAX_HEADERS = 200;

	// Every look for an early answer costs a millisecond.
	private static final int BYTES_BETWEEN_LOOKS_FOR_ANSWER = 1024 * 1024;

	private static final Duration ENOUGH_TO_CONNECT = Duration.ofSeconds(3);

	// A receiver must not be able to fill the memory with headers, and one that answers
	// before it has read everything (401, 413) is to be understood.
	private static final ManagedHttpClientConnectionFactory CONNECTIONS = ManagedHttpClientConnectionFactory.builder()
		.http1Config(Http1Config.custom().setMaxLineLength(MAX_HEADER_LENGTH).setMaxHeaderCount(MAX_HEADERS).build())
		.responseOutOfOrderStrategy(new MonitoringResponseOutOfOrderStrategy(BYTES_BETWEEN_LOOKS_FOR_ANSWER))
		.build();

	private static final RequestConfig REQUESTS = RequestConfig.custom()
		.setAuthenticationEnabled(false)
		.setProtocolUpgradeEnabled(false)
		.setRedirectsEnabled(false)
		.build();

	private final Lookup<TlsSocketStrategy> tls;

	private final ConnectionConfig connectionConfig;

	private final TlsConfig tlsConfig;

	AttemptClient(TlsSocketStrategy tls, Duration timeout) {
		this.tls = RegistryBuilder.<TlsSocketStrategy>create().register("https", tls).build();
		this.connectionConfig = ConnectionConfig.custom()
			.setConnectTimeout(Timeout.of(connectTimeout(timeout)))
			.build();
		this.tlsConfig = TlsConfig.custom().setHandshakeTimeout(Timeout.of(timeout)).build();
	}

	// Time is left to try the host's next address when one of them does not answer.
	private static Duration connectTimeout(Duration timeout) {
		Duration third = timeout.dividedBy(3);
		Duration enough = (third.compareTo(ENOUGH_TO_CONNECT) > 0) ? third : ENOUGH_TO_CONNECT;
		return (enough.compareTo(timeout) < 0) ? enough : timeout;
	}

	/**
	 * Build a client.
	 * @param sockets makes the client's sockets
	 * @param resolver finds the addresses it may connect to; it is asked for addresses in
	 * the URL as well
	 * @return the client, which the caller closes
	 */
	CloseableHttpClient open(AttemptSockets sockets, DnsResolver resolver) {
		return HttpClientBuilder.create()
			.setConnectionManager(connections(sockets, resolver))
			// "Reusable" only means here that closing the client ends the connection
			// properly; otherwise the receiver's side is reset while it may still read.
			.setConnectionReuseStrategy((request, response, context) -> true)
			.setDefaultRequestConfig(REQUESTS)
			.setUserAgent(USER_AGENT)
			.disableAutomaticRetries()
			.disableRedirectHandling()
			.disableCookieManagement()
			.disableAuthCaching()
			.disableContentCompression()
			.build();
	}

	private HttpClientConnectionManager connections(AttemptSockets sockets, DnsResolver resolver) {
		BasicHttpClientConnectionManager connections = new BasicHttpClientConnectionManager(
				new DefaultHttpClientConnectionOperator(sockets, DefaultSchemePortResolver.INSTANCE, resolver,
						this.tls),
				CONNECTIONS);
		connections.setConnectionConfig(this.connectionConfig);
		connections.setTlsConfig(this.tlsConfig);
		return connections;
	}

}
