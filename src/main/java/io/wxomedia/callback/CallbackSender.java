package io.wxomedia.callback;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.wxomedia.trace.TraceScope;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Makes attempts to deliver callbacks, each of them bounded in time as a whole.
 * Thread-safe; an attempt blocks its thread.
 */
class CallbackSender implements AutoCloseable {

	private static final int MAX_ERROR_LENGTH = 300;

	private final DestinationGuard guard;

	private final Duration timeout;

	private final CallbackSigner signer;

	private final AttemptClient client;

	private final ScheduledThreadPoolExecutor deadlines;

	/**
	 * Create a sender that signs nothing.
	 * @param guard decides where connections may go
	 * @param tls encrypts connections and checks who is at their other end
	 * @param timeout the longest that an attempt may take
	 */
	CallbackSender(DestinationGuard guard, TlsSocketStrategy tls, Duration timeout) {
		this(guard, tls, timeout, CallbackSigner.NONE);
	}

	/**
	 * Create a sender.
	 * @param guard decides where connections may go
	 * @param tls encrypts connections and checks who is at their other end
	 * @param timeout the longest that an attempt may take, its signature included
	 * @param signer signs every attempt
	 */
	CallbackSender(DestinationGuard guard, TlsSocketStrategy tls, Duration timeout, CallbackSigner signer) {
		this.guard = guard;
		this.timeout = timeout;
		this.signer = signer;
		this.client = new AttemptClient(tls, timeout);
		CustomizableThreadFactory factory = new CustomizableThreadFactory("callback-deadline-");
		factory.setDaemon(true);
		this.deadlines = new ScheduledThreadPoolExecutor(1, factory);
		this.deadlines.setRemoveOnCancelPolicy(true);
	}

	/**
	 * Post a callback once.
	 * @param url where to, after the rewrite
	 * @param headers headers to send besides the usual ones
	 * @param body what to send
	 * @return how it went; whatever the network does, there is a result
	 */
	Attempt send(URI url, Map<String, String> headers, CallbackBody body) {
		return exchange(url, (destination) -> post(destination, this.signer.sign(headers, body), body));
	}

	/**
	 * Ask a receiver for nothing but an answer. No callback is delivered by it.
	 * @param url where to, after the rewrite
	 * @return how it went; any answer has a status
	 */
	Attempt probe(URI url) {
		return exchange(url, (destination) -> request(Method.HEAD, destination));
	}

	private Attempt exchange(URI url, Preparation request) {
		long start = System.nanoTime();
		Supplier<Duration> elapsed = () -> Duration.ofNanos(System.nanoTime() - start);
		Destination destination;
		try {
			destination = this.guard.destination(url);
		}
		catch (IllegalArgumentException | DestinationRefused ex) {
			return Attempt.failed(String.valueOf(ex.getMessage()), elapsed.get());
		}
		AttemptSockets sockets = sockets();
		ScheduledFuture<?> deadline = this.deadlines.schedule(sockets::cut, this.timeout.toNanos(),
				TimeUnit.NANOSECONDS);
		try {
			return exchange(destination, request.prepare(destination), sockets, elapsed);
		}
		catch (IOException ex) {
			String error = (sockets.isCut()) ? "timed out after " + seconds(this.timeout) : describe(ex);
			return Attempt.failed(destination.conceal(error), elapsed.get());
		}
		finally {
			deadline.cancel(false);
			sockets.cut();
		}
	}

	private Attempt exchange(Destination destination, ClassicHttpRequest request, AttemptSockets sockets,
			Supplier<Duration> elapsed) throws IOException {
		DnsResolver resolver = new GuardedResolver(this.guard, () -> this.timeout.minus(elapsed.get()));
		try (CloseableHttpClient client = this.client.open(sockets, resolver)) {
			// Not closed by itself, as that would read an endless answer to its end.
			ClassicHttpResponse response = client.executeOpen(host(destination), request, null);
			String excerpt = Excerpt.of(response.getEntity());
			return Attempt.answered(response.getCode(), elapsed.get(),
					(excerpt != null) ? destination.conceal(excerpt) : null, retryAfter(response));
		}
	}

	private static @Nullable String retryAfter(ClassicHttpResponse response) {
		Header header = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
		return (header != null) ? header.getValue() : null;
	}

	/**
	 * Return what makes the sockets of one attempt.
	 * @return no sockets yet
	 */
	AttemptSockets sockets() {
		return new AttemptSockets();
	}

	private static HttpHost host(Destination destination) {
		return new HttpHost(destination.scheme(), destination.host().name(), destination.port());
	}

	private static ClassicHttpRequest post(Destination destination, Map<String, String> headers, CallbackBody body) {
		ClassicHttpRequest request = request(Method.POST, destination);
		headers.forEach(request::setHeader);
		TraceScope.outgoing().forEach(request::setHeader);
		request.setEntity(new BodyEntity(body));
		return request;
	}

	private static ClassicHttpRequest request(Method method, Destination destination) {
		ClassicHttpRequest request = new BasicClassicHttpRequest(method, host(destination), destination.path());
		request.setHeader(HttpHeaders.CONNECTION, "close");
		return request;
	}

	private String describe(IOException ex) {
		if (ex instanceof DestinationRefused refused) {
			return refused.reason();
		}
		String message = String.valueOf(ex.getMessage());
		// The client repeats the URL and every address before it says what happened.
		String text = (ex instanceof ConnectException) ? "ConnectException: " + message.replaceFirst("^.* failed: ", "")
				: ex.getClass().getSimpleName() + ": " + message;
		String line = text.replaceAll("\\p{Cntrl}+", " ");
		return line.substring(0, Math.min(line.length(), MAX_ERROR_LENGTH));
	}

	private static String seconds(Duration duration) {
		return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
	}

	/**
	 * Accept no more attempts. Those under way still end at their deadlines.
	 */
	@Override
	public void close() {
		this.deadlines.shutdown();
	}

	/**
	 * Makes the request of an attempt, within its time.
	 */
	@FunctionalInterface
	private interface Preparation {

		ClassicHttpRequest prepare(Destination destination) throws IOException;

	}

	/**
	 * Lets connections go only where the guard admits them.
	 */
	private record GuardedResolver(DestinationGuard guard, Supplier<Duration> patience) implements DnsResolver {

		@Override
		public InetAddress[] resolve(String host) throws UnknownHostException {
			return this.guard.admit(host, this.patience.get());
		}

		@Override
		public String resolveCanonicalHostname(String host) {
			return host;
		}

	}

	/**
	 * Streams the body of a callback.
	 */
	private static final class BodyEntity extends AbstractHttpEntity {

		private final CallbackBody body;

		BodyEntity(CallbackBody body) {
			super(ContentType.create("application/json"), null);
			this.body = body;
		}

		@Override
		public long getContentLength() {
			return this.body.length();
		}

		@Override
		public void writeTo(OutputStream out) throws IOException {
			this.body.writeTo(out);
		}

		@Override
		public InputStream getContent() {
			throw new UnsupportedOperationException("Callbacks are written, not read");
		}

		@Override
		public boolean isStreaming() {
			return true;
		}

		@Override
		public void close() {
			// Nothing is open between writes.
		}

	}

}
