package io.wxomedia.exchange;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.wxomedia.destination.Destination;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.nio.command.RequestExecutionCommand;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.apache.hc.core5.reactor.ssl.TransportSecurityLayer;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The one connection of an attempt, encrypted if need be: to the first of the host's
 * addresses that answers. Thread-safe.
 */
class ReceiverConnection {

	private static final Duration ENOUGH_TO_CONNECT = Duration.ofSeconds(3);

	/**
	 * How long a connection may take to say goodbye after the answer.
	 */
	private static final Duration TO_CLOSE = Duration.ofSeconds(1);

	private final AttemptTools tools;

	private final Destination destination;

	private final BooleanSupplier ended;

	private @Nullable Future<IOSession> connecting;

	private @Nullable IOSession session;

	private boolean ready;

	/**
	 * Create a connection that is not open yet.
	 * @param tools what all attempts share
	 * @param destination where it goes
	 * @param ended whether the attempt has ended, so that no connection is of use
	 */
	ReceiverConnection(AttemptTools tools, Destination destination, BooleanSupplier ended) {
		this.tools = tools;
		this.destination = destination;
		this.ended = ended;
	}

	/**
	 * Connect, without blocking.
	 * @param addresses the host's addresses, tried in turn
	 * @param listener is told once what comes of it, unless the attempt ends before
	 */
	void open(List<InetAddress> addresses, Listener listener) {
		HttpHost host = AttemptTools.httpHost(this.destination);
		Future<IOSession> connection = this.tools.connections()
			.connect(host, new InetSocketAddress(addresses.get(0), this.destination.portOrUsual()), null,
					Timeout.of(connectTimeout()), null, new Connecting(addresses, listener));
		synchronized (this) {
			this.connecting = connection;
			if (!this.ended.getAsBoolean()) {
				return;
			}
		}
		connection.cancel(true);
	}

	/**
	 * Time is left to try the host's next address when one of them does not answer.
	 */
	private Duration connectTimeout() {
		Duration timeout = this.tools.timeout();
		Duration third = timeout.dividedBy(3);
		Duration enough = (third.compareTo(ENOUGH_TO_CONNECT) > 0) ? third : ENOUGH_TO_CONNECT;
		return (enough.compareTo(timeout) < 0) ? enough : timeout;
	}

	private void connected(IOSession connection, Listener listener) {
		synchronized (this) {
			this.session = connection;
			if (this.ended.getAsBoolean()) {
				connection.close(CloseMode.IMMEDIATE);
				return;
			}
		}
		if (URIScheme.HTTPS.same(this.destination.scheme()) && connection instanceof ProtocolIOSession plain) {
			this.tools.encrypt(plain, AttemptTools.httpHost(this.destination), new Encrypting(listener));
		}
		else {
			ready(listener);
		}
	}

	private void ready(Listener listener) {
		synchronized (this) {
			this.ready = true;
		}
		listener.ready();
	}

	/**
	 * Say what the connection waits for.
	 * @return what it would be if the time were over now
	 */
	synchronized Trouble overdue(Exchange exchange) {
		if (this.session == null) {
			return Trouble.CONNECT_TIMED_OUT;
		}
		if (!this.ready) {
			return Trouble.TLS_TIMED_OUT;
		}
		if (exchange.isReading()) {
			return Trouble.BODY_TIMED_OUT;
		}
		return exchange.isSent() ? Trouble.ANSWER_TIMED_OUT : Trouble.SEND_TIMED_OUT;
	}

	/**
	 * Begin an exchange on the open connection.
	 * @param exchange the exchange
	 */
	void execute(Exchange exchange) {
		IOSession open;
		synchronized (this) {
			open = this.session;
		}
		if (open != null) {
			open.enqueue(new RequestExecutionCommand(exchange, HttpCoreContext.create()), Command.Priority.NORMAL);
		}
	}

	/**
	 * Close the connection, or give up making it. What has not left yet must not be sent
	 * after the attempt has failed; after an answer the receiver's side must not be reset
	 * while it may still read.
	 * @param reset whether to close it at once
	 */
	void close(boolean reset) {
		Future<IOSession> opening;
		IOSession open;
		synchronized (this) {
			opening = this.connecting;
			open = this.session;
		}
		if (open == null) {
			if (opening != null) {
				opening.cancel(true);
			}
			return;
		}
		if (reset) {
			open.close(CloseMode.IMMEDIATE);
			return;
		}
		try {
			this.tools.timer()
				.schedule(() -> open.close(CloseMode.IMMEDIATE), TO_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			open.close(CloseMode.IMMEDIATE);
		}
	}

	/**
	 * Is told what becomes of the connection.
	 */
	interface Listener {

		/**
		 * It is open, and encrypted if it had to be.
		 */
		void ready();

		/**
		 * There is none.
		 * @param cause why
		 */
		void failed(Exception cause);

	}

	/**
	 * Waits for the connection to an address, and tries the next if there is none.
	 */
	private final class Connecting implements FutureCallback<IOSession> {

		private final List<InetAddress> addresses;

		private final Listener listener;

		Connecting(List<InetAddress> addresses, Listener listener) {
			this.addresses = addresses;
			this.listener = listener;
		}

		@Override
		public void completed(IOSession connection) {
			connected(connection, this.listener);
		}

		@Override
		public void failed(Exception cause) {
			if (ReceiverConnection.this.ended.getAsBoolean()) {
				return;
			}
			if (this.addresses.size() == 1) {
				this.listener.failed((cause instanceof SocketTimeoutException)
						? new ConnectException("Connection timed out") : cause);
				return;
			}
			try {
				open(this.addresses.subList(1, this.addresses.size()), this.listener);
			}
			catch (RuntimeException ex) {
				this.listener.failed(ex);
			}
		}

		@Override
		public void cancelled() {
			this.listener.failed(new IOException("The connection was cancelled"));
		}

	}

	/**
	 * Waits for the handshake.
	 */
	private final class Encrypting implements FutureCallback<TransportSecurityLayer> {

		private final Listener listener;

		Encrypting(Listener listener) {
			this.listener = listener;
		}

		@Override
		public void completed(TransportSecurityLayer encrypted) {
			ready(this.listener);
		}

		@Override
		public void failed(Exception cause) {
			this.listener.failed(cause);
		}

		@Override
		public void cancelled() {
			this.listener.failed(new IOException("The handshake was cancelled"));
		}

	}

}
