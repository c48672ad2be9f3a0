package io.wxomedia.callback;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.wxomedia.callback.CallbackExchange.Answer;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NoHttpResponseException;
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
 * One attempt, from the lookup of the host to the answer. While it waits for the network
 * it holds no thread. Whatever happens, it ends once: with an answer, a failure, at its
 * deadline or when it is cut. Thread-safe.
 */
class AttemptUnderWay {

	private static final Duration ENOUGH_TO_CONNECT = Duration.ofSeconds(3);

	/**
	 * How long a connection may take to say goodbye after the answer.
	 */
	private static final Duration TO_CLOSE = Duration.ofSeconds(1);

	private final AttemptTools tools;

	private final Destination destination;

	private final AttemptTools.Preparation preparation;

	private final long begun = System.nanoTime();

	private final CompletableFuture<Optional<Attempt>> end = new CompletableFuture<>();

	private @Nullable CallbackExchange exchange;

	private @Nullable Future<IOSession> connecting;

	private @Nullable IOSession session;

	private @Nullable ScheduledFuture<?> deadline;

	private boolean found;

	/**
	 * Create an attempt that has not begun.
	 * @param tools what all attempts share
	 * @param destination where it goes
	 * @param preparation makes its request
	 */
	AttemptUnderWay(AttemptTools tools, Destination destination, AttemptTools.Preparation preparation) {
		this.tools = tools;
		this.destination = destination;
		this.preparation = preparation;
	}

	/**
	 * Begin. Its time is counted from the creation on.
	 * @param then is told how it ends, on a thread that may block; nothing if it was cut
	 * before there was a result
	 */
	void begin(Consumer<Optional<Attempt>> then) {
		this.end.thenAcceptAsync(then, this.tools.threads());
		if (this.end.isDone()) {
			return;
		}
		Duration left = this.tools.timeout().minusNanos(System.nanoTime() - this.begun);
		try {
			synchronized (this) {
				this.deadline = this.tools.timer().schedule(this::expire, left.toNanos(), TimeUnit.NANOSECONDS);
			}
			this.tools.guard().admit(this.destination.host()).whenCompleteAsync(this::admitted, this.tools.threads());
		}
		catch (RejectedExecutionException ex) {
			cut();
		}
	}

	private void admitted(InetAddress @Nullable [] addresses, @Nullable Throwable failure) {
		synchronized (this) {
			this.found = true;
		}
		if (addresses == null) {
			Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
			fail((cause instanceof Exception ex) ? ex : new IOException("The host could not be looked up", cause));
			return;
		}
		try {
			CallbackExchange prepared = this.preparation.prepare(this.destination, new Outcome());
			synchronized (this) {
				this.exchange = prepared;
			}
			if (this.end.isDone()) {
				prepared.releaseResources();
				return;
			}
			connect(List.of(addresses));
		}
		catch (IOException | RuntimeException ex) {
			fail(ex);
		}
	}

	private void connect(List<InetAddress> addresses) {
		HttpHost host = this.destination.httpHost();
		Future<IOSession> connection = this.tools.connections()
			.connect(host, new InetSocketAddress(addresses.get(0), this.destination.portOrUsual()), null,
					Timeout.of(connectTimeout()), null, new Connecting(addresses));
		synchronized (this) {
			this.connecting = connection;
			if (!this.end.isDone()) {
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

	private void connected(IOSession connection) {
		synchronized (this) {
			this.session = connection;
			if (this.end.isDone()) {
				connection.close(CloseMode.IMMEDIATE);
				return;
			}
		}
		if (URIScheme.HTTPS.same(this.destination.scheme()) && connection instanceof ProtocolIOSession plain) {
			this.tools.encrypt(plain, this.destination.httpHost(), new Encrypting(connection));
		}
		else {
			execute(connection);
		}
	}

	private void execute(IOSession connection) {
		CallbackExchange prepared;
		synchronized (this) {
			prepared = this.exchange;
		}
		if (prepared != null) {
			connection.enqueue(new RequestExecutionCommand(prepared, HttpCoreContext.create()),
					Command.Priority.NORMAL);
		}
	}

	private void expire() {
		boolean wasFound;
		synchronized (this) {
			wasFound = this.found;
		}
		finish(Optional.of(result((wasFound) ? "timed out after " + AttemptTools.seconds(this.tools.timeout())
				: "UnknownHostException: " + this.destination.host().name() + " could not be looked up in time")),
				true);
	}

	/**
	 * End now. An answer whose status has arrived still counts.
	 */
	void cut() {
		Attempt attempt = result("cut short");
		finish((attempt.status() != null) ? Optional.of(attempt) : Optional.empty(), true);
	}

	private void fail(Exception cause) {
		Exception told = (cause instanceof ConnectionClosedException)
				? new NoHttpResponseException(this.destination.httpHost().toHostString() + " failed to respond")
				: cause;
		finish(Optional.of(result(this.destination.conceal(AttemptTools.describe(told)))), true);
	}

	/**
	 * The status counts once it has arrived, whatever becomes of the body.
	 */
	private Attempt result(String error) {
		Duration duration = Duration.ofNanos(System.nanoTime() - this.begun);
		CallbackExchange prepared;
		synchronized (this) {
			prepared = this.exchange;
		}
		Answer answer = (prepared != null) ? prepared.answer() : null;
		if (answer == null) {
			return Attempt.failed(error, duration);
		}
		String excerpt = answer.excerpt().text();
		return Attempt.answered(answer.status(), duration, (excerpt != null) ? this.destination.conceal(excerpt) : null,
				answer.retryAfter());
	}

	private void finish(Optional<Attempt> attempt, boolean reset) {
		if (!this.end.complete(attempt)) {
			return;
		}
		CallbackExchange prepared;
		Future<IOSession> opening;
		IOSession open;
		synchronized (this) {
			prepared = this.exchange;
			opening = this.connecting;
			open = this.session;
			if (this.deadline != null) {
				this.deadline.cancel(false);
			}
		}
		if (open == null && opening != null) {
			opening.cancel(true);
		}
		if (open != null) {
			close(open, reset);
		}
		if (prepared != null) {
			prepared.releaseResources();
		}
	}

	/**
	 * What has not left yet must not be sent after the attempt has failed; after an
	 * answer the receiver's side must not be reset while it may still read.
	 */
	private void close(IOSession open, boolean reset) {
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
	 * What the exchange tells.
	 */
	private final class Outcome implements CallbackExchange.Listener {

		@Override
		public void answered(boolean whole) {
			CallbackExchange prepared;
			synchronized (AttemptUnderWay.this) {
				prepared = AttemptUnderWay.this.exchange;
			}
			finish(Optional.of(result("")), !whole || (prepared != null && !prepared.isSent()));
		}

		@Override
		public void failed(Exception cause) {
			fail(cause);
		}

	}

	/**
	 * Waits for the connection to an address, and tries the next if there is none.
	 */
	private final class Connecting implements FutureCallback<IOSession> {

		private final List<InetAddress> addresses;

		Connecting(List<InetAddress> addresses) {
			this.addresses = addresses;
		}

		@Override
		public void completed(IOSession connection) {
			connected(connection);
		}

		@Override
		public void failed(Exception cause) {
			if (AttemptUnderWay.this.end.isDone()) {
				return;
			}
			if (this.addresses.size() == 1) {
				fail((cause instanceof SocketTimeoutException) ? new ConnectException("Connection timed out") : cause);
				return;
			}
			try {
				connect(this.addresses.subList(1, this.addresses.size()));
			}
			catch (RuntimeException ex) {
				fail(ex);
			}
		}

		@Override
		public void cancelled() {
			fail(new IOException("The connection was cancelled"));
		}

	}

	/**
	 * Waits for the handshake.
	 */
	private final class Encrypting implements FutureCallback<TransportSecurityLayer> {

		private final IOSession connection;

		Encrypting(IOSession connection) {
			this.connection = connection;
		}

		@Override
		public void completed(TransportSecurityLayer encrypted) {
			execute(this.connection);
		}

		@Override
		public void failed(Exception cause) {
			fail(cause);
		}

		@Override
		public void cancelled() {
			fail(new IOException("The handshake was cancelled"));
		}

	}

}
