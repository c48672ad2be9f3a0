package io.wxomedia.exchange;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.wxomedia.destination.Destination;
import io.wxomedia.destination.DestinationGuard;
import io.wxomedia.destination.DestinationRefused;
import io.wxomedia.trace.TraceScope;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.reactor.ConnectionInitiator;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Makes attempts to send something, each of them bounded in time as a whole. However many
 * there are, the number of threads is fixed: an attempt that waits for its receiver holds
 * a socket and some buffers. Thread-safe.
 */
public class AttemptSender implements AutoCloseable {

	private static final int THREADS = 8;

	private static final long IDLE_SECONDS = 30;

	private final DestinationGuard guard;

	private final TlsStrategy tls;

	private final Duration timeout;

	private final RequestSigner signer;

	private final AttemptConnections connections = new AttemptConnections();

	private final ScheduledThreadPoolExecutor deadlines;

	private final ThreadPoolExecutor threads;

	/**
	 * Create a sender that signs nothing and trusts the certificates that Java trusts.
	 * @param guard decides where connections may go
	 * @param timeout the longest that an attempt may take
	 */
	public AttemptSender(DestinationGuard guard, Duration timeout) {
		this(guard, timeout, (headers, body) -> headers);
	}

	/**
	 * Create a sender that trusts the certificates that Java trusts.
	 * @param guard decides where connections may go
	 * @param timeout the longest that an attempt may take, its signature included
	 * @param signer signs every attempt
	 */
	public AttemptSender(DestinationGuard guard, Duration timeout, RequestSigner signer) {
		this(guard, DefaultClientTlsStrategy.createSystemDefault(), timeout, signer);
	}

	/**
	 * Create a sender.
	 * @param guard decides where connections may go
	 * @param tls encrypts connections and checks who is at their other end
	 * @param timeout the longest that an attempt may take, its signature included
	 * @param signer signs every attempt
	 */
	AttemptSender(DestinationGuard guard, TlsStrategy tls, Duration timeout, RequestSigner signer) {
		this.guard = guard;
		this.tls = tls;
		this.timeout = timeout;
		this.signer = signer;
		this.deadlines = new ScheduledThreadPoolExecutor(1, daemons("callback-deadline-"));
		this.deadlines.setRemoveOnCancelPolicy(true);
		this.threads = new ThreadPoolExecutor(THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), daemons("callback-sender-"));
		this.threads.allowCoreThreadTimeOut(true);
	}

	private static CustomizableThreadFactory daemons(String prefix) {
		CustomizableThreadFactory factory = new CustomizableThreadFactory(prefix);
		factory.setDaemon(true);
		return factory;
	}

	/**
	 * Prepare to post something once.
	 * @param url where to
	 * @param headers headers to send besides the usual ones
	 * @param body what to send
	 * @return the attempt, which has not begun
	 * @throws DestinationRefused if requests cannot go there
	 */
	public AttemptUnderWay prepare(URI url, Map<String, String> headers, OutgoingBody body) throws DestinationRefused {
		Map<String, String> trace = TraceScope.outgoing();
		return attempt(url, (destination, listener) -> {
			HttpRequest request = request(Method.POST, destination);
			this.signer.sign(headers, body).forEach(request::setHeader);
			trace.forEach(request::setHeader);
			BodyFeed feed = new BodyFeed(body, this.threads, listener::unreadable);
			feed.open();
			return new Exchange(request, feed, listener);
		});
	}

	/**
	 * Post something once and wait for the result.
	 * @param url where to
	 * @param headers headers to send besides the usual ones
	 * @param body what to send
	 * @return how it went; whatever the network does, there is a result
	 */
	public Attempt send(URI url, Map<String, String> headers, OutgoingBody body) {
		try {
			return await(prepare(url, headers, body));
		}
		catch (DestinationRefused ex) {
			return Attempt.failed(ex.reason(), Trouble.of(ex).word(), Duration.ZERO);
		}
	}

	/**
	 * Ask a receiver for nothing but an answer, and wait for it.
	 * @param url where to
	 * @return how it went; any answer has a status
	 */
	public Attempt probe(URI url) {
		try {
			return await(attempt(url,
					(destination, listener) -> new Exchange(request(Method.HEAD, destination), null, listener)));
		}
		catch (DestinationRefused ex) {
			return Attempt.failed(ex.reason(), Trouble.of(ex).word(), Duration.ZERO);
		}
	}

	private static Attempt await(AttemptUnderWay attempt) {
		CompletableFuture<Attempt> end = new CompletableFuture<>();
		attempt.begin((result) -> end.complete(
				result.orElseGet(() -> Attempt.failed("the service stops", Trouble.OTHER.word(), Duration.ZERO))));
		return end.join();
	}

	private AttemptUnderWay attempt(URI url, AttemptTools.Preparation preparation) throws DestinationRefused {
		AttemptTools tools = new AttemptTools(this.guard, connections(), this.tls, this.timeout, this.deadlines,
				this.threads);
		try {
			return new AttemptUnderWay(tools, this.guard.destination(url), preparation);
		}
		catch (IllegalArgumentException ex) {
			throw new DestinationRefused(DestinationRefused.Why.NO_DESTINATION, String.valueOf(ex.getMessage()));
		}
	}

	private static HttpRequest request(Method method, Destination destination) {
		HttpRequest request = new BasicHttpRequest(method, AttemptTools.httpHost(destination), destination.path());
		request.setHeader(HttpHeaders.CONNECTION, "close");
		return request;
	}

	/**
	 * Return what makes connections.
	 * @return connections of HTTP/1.1, made without blocking
	 */
	protected ConnectionInitiator connections() {
		return this.connections;
	}

	/**
	 * Accept no more attempts, and end those under way.
	 */
	@Override
	public void close() {
		this.deadlines.shutdown();
		this.connections.close();
		this.threads.shutdownNow();
	}

}
