package io.wxomedia.openai;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.CallFailure.Kind;
import io.wxomedia.provider.EditRequest;
import io.wxomedia.provider.EditedImage;
import io.wxomedia.trace.TraceScope;
import okhttp3.Call;
import okhttp3.Interceptor;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Makes calls to OpenAI, bounded in time and each once.
 * <p>
 * An exchange runs on a thread of its own, because a thread that waits for a socket
 * cannot be interrupted: the caller's thread can, and gives the call up. Thread-safe.
 */
class OpenAiExchanges implements AutoCloseable {

	static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	static final Duration WRITE_TIMEOUT = Duration.ofSeconds(60);

	/**
	 * Names a call in OpenAI's logs even when no answer came, and here among the calls
	 * that are under way.
	 */
	static final String CALL_ID = "X-Client-Request-Id";

	private final OpenAiProperties properties;

	private final RetryAdvice retryAdvice;

	private final EditFailures failures;

	private final List<Interceptor> interceptors;

	private final ExecutorService exchanges = Executors.newCachedThreadPool(threads());

	private @Nullable OpenAiConnection connection;

	OpenAiExchanges(OpenAiProperties properties, Clock clock, Interceptor... interceptors) {
		this.properties = properties;
		this.retryAdvice = new RetryAdvice(clock);
		this.failures = new EditFailures(properties, this.retryAdvice);
		this.interceptors = List.of(interceptors);
	}

	private static CustomizableThreadFactory threads() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("openai-");
		threads.setDaemon(true);
		return threads;
	}

	/**
	 * Make a call. Blocks until it has ended or is given up.
	 * @param <T> what comes of it
	 * @param asked how long it may take; OPENAI_TIMEOUT_SECONDS at most
	 * @param outgoing what it sends
	 * @param sending sends it and reads the answer
	 * @return what came of it
	 * @throws CallFailure if there is nothing that is of use
	 */
	<T> T run(Duration asked, Outgoing outgoing, Sending<T> sending) throws CallFailure {
		List<String> missing = this.properties.missing();
		if (!missing.isEmpty()) {
			throw new CallFailure(Kind.FINAL, "Missing env var: " + String.join(", ", missing), null, null, null);
		}
		Duration limit = limit(asked);
		if (limit.isZero() || limit.isNegative()) {
			// Sending would only race with the time-out, and might be billed.
			throw new CallFailure(Kind.RETRYABLE, "No time was left to ask OpenAI", null, null, null);
		}
		UnderWay exchange = new UnderWay(UUID.randomUUID().toString(), limit, System.nanoTime() + limit.toNanos(),
				new AtomicBoolean());
		Future<T> answer = this.exchanges.submit(TraceScope.carry(() -> sending.send(connection(), exchange)));
		return await(answer, outgoing, exchange);
	}

	private <T> T await(Future<T> answer, Outgoing outgoing, UnderWay exchange) throws CallFailure {
		Duration limit = exchange.limit();
		try {
			return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			throw this.failures.of(ex.getCause(), outgoing, exchange.callId());
		}
		catch (TimeoutException ex) {
			cancel(exchange.callId(), answer);
			if (exchange.fetching().get()) {
				throw this.failures.of(new EditReply.NotUnderstood("its picture could not be fetched in time"),
						outgoing, exchange.callId());
			}
			throw this.failures.broken("no answer within " + limit.toSeconds() + " s" + timeoutHint(limit), outgoing,
					exchange.callId(), null);
		}
		catch (InterruptedException ex) {
			T fetched = exchange.fetching().get() ? ResultFetch.atAStop(answer) : null;
			if (fetched == null) {
				cancel(exchange.callId(), answer);
			}
			Thread.currentThread().interrupt();
			if (fetched != null) {
				return fetched;
			}
			throw this.failures.broken("the call was interrupted", outgoing, exchange.callId(), ex);
		}
	}

	private Duration limit(Duration asked) {
		Duration configured = this.properties.timeout();
		return (asked.compareTo(configured) < 0) ? asked : configured;
	}

	private String timeoutHint(Duration limit) {
		return limit.equals(this.properties.timeout()) ? ", which OPENAI_TIMEOUT_SECONDS sets" : "";
	}

	/**
	 * Read the answer to a call that makes a picture, and fetch the picture if it is an
	 * address.
	 * @param body the answer's body
	 * @param headers gives the values of a header of the answer
	 * @param requestId the provider's id of the request, or {@code null}
	 * @param exchange the call
	 * @param previews is shown what comes before the picture
	 * @return the picture
	 */
	EditedImage picture(InputStream body, Function<String, List<String>> headers, @Nullable String requestId,
			UnderWay exchange, EditRequest.Previews previews)
			throws IOException, EditReply.NotUnderstood, CallFailure, InterruptedException {
		EditReply reply = read(body, headers, requestId, previews);
		String url = reply.url();
		if (url == null) {
			return reply.edited(requestId);
		}
		// From now on the answer is there: giving up does not make it a lost one,
		// which would be bought again.
		exchange.fetching().set(true);
		Duration left = Duration.ofNanos(exchange.end() - System.nanoTime());
		return reply.edited(connection().results().fetch(url, exchange.callId(), left), requestId);
	}

	private EditReply read(InputStream body, Function<String, List<String>> headers, @Nullable String requestId,
			EditRequest.Previews previews) throws IOException, EditReply.NotUnderstood, CallFailure {
		try {
			// Who is asked for a stream may answer without one, as some gateways do.
			return hasType(headers, "text/event-stream") ? EditStream.read(body, previews) : EditReply.read(body);
		}
		catch (EditReply.ErrorInReply ex) {
			ProviderError error = ProviderError.inSuccess(ex.members(), requestId);
			throw error.toFailure(this.properties, this.retryAdvice.read(headers, error.message()));
		}
		catch (EditReply.CutOff ex) {
			if (endIsKnown(headers)) {
				throw ex;
			}
			throw new EOFException("the answer ends before its JSON does");
		}
		catch (EditReply.NotUnderstood ex) {
			if (hasType(headers, "text/html")) {
				throw new EditReply.NotUnderstood("it is a web page. Check OPENAI_BASE_URL, and proxies on the way");
			}
			throw ex;
		}
	}

	private static boolean hasType(Function<String, List<String>> headers, String mediaType) {
		return headers.apply("content-type").stream().anyMatch((type) -> type.startsWith(mediaType));
	}

	/**
	 * Where nothing tells how long the body is, its end and a broken connection look the
	 * same (RFC 9112, section 8).
	 */
	private static boolean endIsKnown(Function<String, List<String>> headers) {
		return !headers.apply("content-length").isEmpty() || !headers.apply("transfer-encoding").isEmpty();
	}

	private void cancel(String callId, Future<?> answer) {
		answer.cancel(true);
		for (Call call : connection().http().dispatcher().runningCalls()) {
			if (callId.equals(call.request().header(CALL_ID))) {
				call.cancel();
			}
		}
	}

	// Made on first use: the service starts without a key.
	private synchronized OpenAiConnection connection() {
		if (this.connection == null) {
			this.connection = OpenAiConnection.open(this.properties, this.interceptors);
		}
		return this.connection;
	}

	@Override
	public synchronized void close() {
		this.exchanges.shutdownNow();
		if (this.connection != null) {
			this.connection.close();
		}
	}

	/**
	 * A call that is under way.
	 *
	 * @param callId names it
	 * @param limit how long it may take in all
	 * @param end when that is over, as {@link System#nanoTime()} counts
	 * @param fetching whether the answer is there and its picture is being fetched
	 */
	record UnderWay(String callId, Duration limit, long end, AtomicBoolean fetching) {

	}

	/**
	 * Sends a call and reads its answer.
	 *
	 * @param <T> what comes of it
	 */
	@FunctionalInterface
	interface Sending<T> {

		T send(OpenAiConnection connection, UnderWay exchange)
				throws IOException, EditReply.NotUnderstood, InterruptedException, CallFailure;

	}

}
