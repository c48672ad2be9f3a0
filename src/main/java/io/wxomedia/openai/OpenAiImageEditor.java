package io.wxomedia.openai;

import java.io.EOFException;
import java.io.IOException;
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

import com.openai.core.RequestOptions;
import com.openai.core.Timeout;
import com.openai.core.http.Headers;
import com.openai.core.http.HttpResponseFor;
import com.openai.models.images.ImageEditParams;
import com.openai.services.blocking.ImageService;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.CallFailure.Kind;
import io.wxomedia.provider.EditRequest;
import io.wxomedia.provider.EditedImage;
import io.wxomedia.provider.ImageEditor;
import io.wxomedia.trace.TraceScope;
import okhttp3.Call;
import okhttp3.Interceptor;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Edits with OpenAI's images API.
 * <p>
 * The exchange runs on a thread of its own, because a thread that waits for a socket
 * cannot be interrupted: the caller's thread can, and gives the call up.
 */
class OpenAiImageEditor implements ImageEditor, AutoCloseable {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(60);

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

	OpenAiImageEditor(OpenAiProperties properties, Clock clock, Interceptor... interceptors) {
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

	@Override
	public EditedImage edit(EditRequest request) throws CallFailure {
		List<String> missing = missingSettings();
		if (!missing.isEmpty()) {
			throw new CallFailure(Kind.FINAL, "Missing env var: " + String.join(", ", missing), null, null, null);
		}
		try (OutgoingPictures pictures = new OutgoingPictures(request)) {
			return exchange(request, pictures);
		}
	}

	private EditedImage exchange(EditRequest request, OutgoingPictures pictures) throws CallFailure {
		Duration limit = limit(request);
		if (limit.isZero() || limit.isNegative()) {
			// Sending would only race with the time-out, and might be billed.
			throw new CallFailure(Kind.RETRYABLE, "No time was left to ask OpenAI", null, null, null);
		}
		String callId = UUID.randomUUID().toString();
		AtomicBoolean fetching = new AtomicBoolean();
		Future<EditedImage> answer = this.exchanges
			.submit(TraceScope.carry(() -> send(request, pictures, callId, limit, fetching)));
		try {
			return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			throw this.failures.of(ex.getCause(), pictures, callId);
		}
		catch (TimeoutException ex) {
			cancel(callId, answer);
			if (fetching.get()) {
				throw this.failures.of(new EditReply.NotUnderstood("its picture could not be fetched in time"),
						pictures, callId);
			}
			throw this.failures.broken("no answer within " + limit.toSeconds() + " s" + timeoutHint(limit), pictures,
					callId, null);
		}
		catch (InterruptedException ex) {
			EditedImage fetched = fetching.get() ? ResultFetch.atAStop(answer) : null;
			if (fetched == null) {
				cancel(callId, answer);
			}
			Thread.currentThread().interrupt();
			if (fetched != null) {
				return fetched;
			}
			throw this.failures.broken("the call was interrupted", pictures, callId, ex);
		}
	}

	private Duration limit(EditRequest request) {
		Duration configured = this.properties.timeout();
		return (request.timeout().compareTo(configured) < 0) ? request.timeout() : configured;
	}

	private String timeoutHint(Duration limit) {
		return limit.equals(this.properties.timeout()) ? ", which OPENAI_TIMEOUT_SECONDS sets" : "";
	}

	@SuppressWarnings("try")
	private EditedImage send(EditRequest request, OutgoingPictures pictures, String callId, Duration limit,
			AtomicBoolean fetching) throws IOException, EditReply.NotUnderstood, InterruptedException, CallFailure {
		long end = System.nanoTime() + limit.toNanos();
		// The time in all is bounded by the caller's thread, which covers more: looking
		// up the host name and reading the answer. It is to be the first that gives up.
		Timeout timeout = Timeout.builder()
			.connect(CONNECT_TIMEOUT)
			.write(WRITE_TIMEOUT)
			.read(limit.plus(CONNECT_TIMEOUT))
			.request(Duration.ZERO)
			.build();
		PartNames names = (request.pictures().size() > 1) ? new PartNames(request.pictures()) : null;
		ImageEditParams params = EditParameters.of(request, pictures, names, this.properties, callId);
		try (NamedParts.Call call = connection().parts().named(callId, names);
				HttpResponseFor<?> response = ask(params, RequestOptions.builder().timeout(timeout).build())) {
			String requestId = response.requestId().orElse(null);
			EditReply reply = read(response, requestId, request.previews());
			String url = reply.url();
			if (url == null) {
				return reply.edited(requestId);
			}
			// From now on the answer is there: giving up does not make it a lost one,
			// which would be bought again.
			fetching.set(true);
			Duration left = Duration.ofNanos(end - System.nanoTime());
			return reply.edited(connection().results().fetch(url, callId, left), requestId);
		}
	}

	private HttpResponseFor<?> ask(ImageEditParams params, RequestOptions options) {
		ImageService.WithRawResponse images = connection().client().images().withRawResponse();
		return (this.properties.partialPreviews() > 0) ? images.editStreaming(params, options)
				: images.edit(params, options);
	}

	private EditReply read(HttpResponseFor<?> response, @Nullable String requestId, EditRequest.Previews previews)
			throws IOException, EditReply.NotUnderstood, CallFailure {
		try {
			// Who is asked for a stream may answer without one, as some gateways do.
			return isStream(response.headers()) ? EditStream.read(response.body(), previews)
					: EditReply.read(response.body());
		}
		catch (EditReply.ErrorInReply ex) {
			ProviderError error = ProviderError.inSuccess(ex.members(), requestId);
			throw error.toFailure(this.properties, this.retryAdvice.read(response.headers()::values, error.message()));
		}
		catch (EditReply.CutOff ex) {
			if (endIsKnown(response.headers())) {
				throw ex;
			}
			throw new EOFException("the answer ends before its JSON does");
		}
		catch (EditReply.NotUnderstood ex) {
			if (response.headers().values("content-type").stream().anyMatch((type) -> type.startsWith("text/html"))) {
				throw new EditReply.NotUnderstood("it is a web page. Check OPENAI_BASE_URL, and proxies on the way");
			}
			throw ex;
		}
	}

	private static boolean isStream(Headers headers) {
		return headers.values("content-type").stream().anyMatch((type) -> type.startsWith("text/event-stream"));
	}

	/**
	 * Where nothing tells how long the body is, its end and a broken connection look the
	 * same (RFC 9112, section 8).
	 */
	private static boolean endIsKnown(Headers headers) {
		return !headers.values("content-length").isEmpty() || !headers.values("transfer-encoding").isEmpty();
	}

	private void cancel(String callId, Future<?> answer) {
		answer.cancel(true);
		for (Call call : connection().http().dispatcher().runningCalls()) {
			if (callId.equals(call.request().header(CALL_ID))) {
				call.cancel();
			}
		}
	}

	@Override
	public String provider() {
		return "openai";
	}

	@Override
	public String seller() {
		return "OpenAI";
	}

	@Override
	public String quality() {
		return this.properties.quality();
	}

	@Override
	public String model() {
		return this.properties.model();
	}

	@Override
	public List<String> missingSettings() {
		return this.properties.missing();
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

}
