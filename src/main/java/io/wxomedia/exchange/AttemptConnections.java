package io.wxomedia.exchange;

import java.net.SocketAddress;
import java.util.concurrent.Future;

import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.nio.ClientHttp1IOEventHandlerFactory;
import org.apache.hc.core5.http.impl.nio.ClientHttp1StreamDuplexerFactory;
import org.apache.hc.core5.http.protocol.DefaultHttpProcessor;
import org.apache.hc.core5.http.protocol.RequestContent;
import org.apache.hc.core5.http.protocol.RequestTargetHost;
import org.apache.hc.core5.http.protocol.RequestUserAgent;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.ConnectionInitiator;
import org.apache.hc.core5.reactor.DefaultConnectingIOReactor;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.reactor.IOReactorShutdownException;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The connections of all attempts, on a fixed number of threads that start with the first
 * one. It does nothing by itself: no redirects, retries, cookies, passwords, proxies or
 * decompression, no lookup of names, and a connection that nobody used before.
 * Thread-safe.
 */
class AttemptConnections implements ConnectionInitiator, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(AttemptConnections.class);

	private static final String USER_AGENT = "wxo-media-service";

	private static final int THREADS = 2;

	/**
	 * What the system holds for a receiver that does not read; by itself it would take
	 * four megabytes, which are memory, and time that other bodies wait for. At 200 ms to
	 * the receiver and back it is still a megabyte a second.
	 */
	private static final int UNREAD_BYTES = 256 * 1024;

	// A receiver must not be able to fill the memory with headers.
	private static final Http1Config HTTP = Http1Config.custom()
		.setBufferSize(4096)
		.setMaxLineLength(16_384)
		.setMaxHeaderCount(200)
		.build();

	private @Nullable DefaultConnectingIOReactor reactor;

	private boolean closed;

	@Override
	public Future<IOSession> connect(NamedEndpoint endpoint, SocketAddress remote, @Nullable SocketAddress local,
			Timeout timeout, @Nullable Object attachment, @Nullable FutureCallback<IOSession> callback) {
		DefaultConnectingIOReactor current = started();
		try {
			return current.connect(endpoint, remote, local, timeout, attachment, callback);
		}
		catch (IOReactorShutdownException ex) {
			// One of its threads ended by an error, an OutOfMemoryError for instance.
			// Nobody else would ever begin another.
			forget(current);
			return started().connect(endpoint, remote, local, timeout, attachment, callback);
		}
	}

	private synchronized void forget(DefaultConnectingIOReactor broken) {
		if (this.reactor == broken) {
			logger.warn("The connections to receivers broke down; their threads are started anew");
			broken.close(CloseMode.IMMEDIATE);
			this.reactor = null;
		}
	}

	private synchronized DefaultConnectingIOReactor started() {
		if (this.closed) {
			throw new IllegalStateException("No more attempts are made");
		}
		if (this.reactor == null) {
			this.reactor = create();
			this.reactor.start();
		}
		return this.reactor;
	}

	private DefaultConnectingIOReactor create() {
		ClientHttp1StreamDuplexerFactory protocol = new ClientHttp1StreamDuplexerFactory(new DefaultHttpProcessor(
				new RequestContent(), new RequestTargetHost(), new RequestUserAgent(USER_AGENT)), HTTP, null);
		CustomizableThreadFactory threads = new CustomizableThreadFactory("callback-io-");
		threads.setDaemon(true);
		IOReactorConfig config = IOReactorConfig.custom()
			.setIoThreadCount(THREADS)
			.setSelectInterval(TimeValue.ofMilliseconds(250))
			.setSndBufSize(UNREAD_BYTES)
			.build();
		return new DefaultConnectingIOReactor(new ClientHttp1IOEventHandlerFactory(protocol, null, null), config,
				threads, null, this::note, null, null);
	}

	private void note(Exception ex) {
		// Its threads notice by odd exceptions that it was closed.
		if (!isClosed()) {
			logger.warn("A connection to a receiver failed unexpectedly", ex);
		}
	}

	private synchronized boolean isClosed() {
		return this.closed;
	}

	/**
	 * Reset every connection and make no more.
	 */
	@Override
	public void close() {
		DefaultConnectingIOReactor last;
		synchronized (this) {
			this.closed = true;
			last = this.reactor;
		}
		if (last != null) {
			last.close(CloseMode.IMMEDIATE);
		}
	}

}
