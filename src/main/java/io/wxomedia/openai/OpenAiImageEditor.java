package io.wxomedia.openai;

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

import com.openai.core.MultipartField;
import com.openai.core.RequestOptions;
import com.openai.core.Timeout;
import com.openai.core.http.HttpResponseFor;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.images.ImageEditParams;
import com.openai.models.images.ImageModel;
import com.openai.models.images.ImagesResponse;
import io.wxomedia.openai.EditFailure.Kind;
import io.wxomedia.trace.TraceScope;
import okhttp3.Call;
import okhttp3.Interceptor;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
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
	private static final String CALL_ID = "X-Client-Request-Id";

	private final OpenAiProperties properties;

	private final RetryAdvice retryAdvice;

	private final List<Interceptor> interceptors;

	private final ExecutorService exchanges = Executors.newCachedThreadPool(threads());

	private @Nullable OpenAiConnection connection;

	OpenAiImageEditor(OpenAiProperties properties, Clock clock, Interceptor... interceptors) {
		this.properties = properties;
		this.retryAdvice = new RetryAdvice(clock);
		this.interceptors = List.of(interceptors);
	}

	private static CustomizableThreadFactory threads() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("openai-");
		threads.setDaemon(true);
		return threads;
	}

	@Override
	public EditedImage edit(EditRequest request) throws EditFailure {
		List<String> missing = missingSettings();
		if (!missing.isEmpty()) {
			throw new EditFailure(Kind.FINAL, "Missing env var: " + String.join(", ", missing), null, null, null);
		}
		try (OutgoingImage image = open(request)) {
			return exchange(request, image);
		}
	}

	private static OutgoingImage open(EditRequest request) throws EditFailure {
		try {
			return new OutgoingImage(request.image().open());
		}
		catch (IOException ex) {
			throw unreadable(ex);
		}
	}

	private EditedImage exchange(EditRequest request, OutgoingImage image) throws EditFailure {
		Duration limit = limit(request);
		if (limit.isZero() || limit.isNegative()) {
			// Sending would only race with the time-out, and might be billed.
			throw new EditFailure(Kind.RETRYABLE, "No time was left to ask OpenAI", null, null, null);
		}
		String callId = UUID.randomUUID().toString();
		Future<EditedImage> answer = this.exchanges.submit(TraceScope.carry(() -> send(request, image, callId, limit)));
		try {
			return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			throw failure(ex.getCause(), image, callId);
		}
		catch (TimeoutException ex) {
			cancel(callId);
			throw broken("no answer within " + limit.toSeconds() + " s" + timeoutHint(limit), image, callId, null);
		}
		catch (InterruptedException ex) {
			cancel(callId);
			Thread.currentThread().interrupt();
			throw broken("the call was interrupted", image, callId, ex);
		}
	}

	private Duration limit(EditRequest request) {
		Duration configured = this.properties.timeout();
		return (request.timeout().compareTo(configured) < 0) ? request.timeout() : configured;
	}

	private String timeoutHint(Duration limit) {
		return limit.equals(this.properties.timeout()) ? ", which OPENAI_TIMEOUT_SECONDS sets" : "";
	}

	private EditedImage send(EditRequest request, OutgoingImage image, String callId, Duration limit)
			throws IOException, EditReply.NotUnderstood {
		// The time in all is bounded by the caller's thread, which covers more: looking
		// up
		// the host name and reading the answer.
		Timeout timeout = Timeout.builder()
			.connect(CONNECT_TIMEOUT)
			.write(WRITE_TIMEOUT)
			.read(limit)
			.request(Duration.ZERO)
			.build();
		try (HttpResponseFor<ImagesResponse> response = connection().client()
			.images()
			.withRawResponse()
			.edit(params(request, image, callId), RequestOptions.builder().timeout(timeout).build())) {
			return EditReply.read(response.body(), response.requestId().orElse(null));
		}
	}

	private ImageEditParams params(EditRequest request, OutgoingImage image, String callId) {
		ImageEditParams.Builder params = ImageEditParams.builder();
		TraceScope.outgoing().forEach(params::putAdditionalHeader);
		return params.model(ImageModel.of(this.properties.model()))
			.prompt(request.prompt())
			.image(MultipartField.<ImageEditParams.Image>builder()
				.value(ImageEditParams.Image.ofInputStream(image))
				.filename(request.filename())
				.contentType(request.mimeType())
				.build())
			.quality(ImageEditParams.Quality.of(this.properties.quality()))
			.outputFormat(ImageEditParams.OutputFormat.of(this.properties.outputFormat()))
			.putAdditionalHeader(CALL_ID, callId)
			.build();
	}

	private EditFailure failure(@Nullable Throwable failure, OutgoingImage image, String callId) {
		IOException unreadable = image.failure();
		if (unreadable != null) {
			return unreadable(unreadable);
		}
		if (failure instanceof OpenAIServiceException ex) {
			ProviderError error = ProviderError.of(ex);
			return error.toFailure(this.properties, this.retryAdvice.read(ex.headers(), error.message()));
		}
		if (failure instanceof OpenAIIoException || failure instanceof IOException) {
			return broken(reason(failure), image, callId, failure);
		}
		// The answer was probably paid for: buying it again would not make it any
		// clearer.
		String message = "OpenAI's answer was not understood: "
				+ ((failure != null) ? reason(failure) : "no reason is known") + " (call " + callId + ")";
		return new AnswerNotUnderstood(this.properties.withoutKey(message));
	}

	private static EditFailure unreadable(IOException cause) {
		return new EditFailure(Kind.RETRYABLE, "The image to be edited could not be read: " + reason(cause), null, null,
				cause);
	}

	private EditFailure broken(String reason, OutgoingImage image, String callId, @Nullable Throwable cause) {
		if (image.abandon()) {
			return new EditFailure(Kind.ANSWER_LOST, "OpenAI's answer was lost: " + reason
					+ ". The edit may have been made and billed (call " + callId + ")", null, null, cause);
		}
		return new EditFailure(Kind.RETRYABLE, EditFailure.Trouble.DOWN,
				"OpenAI was not reached: " + reason
						+ ". The request was not sent in full. Check the network and OPENAI_BASE_URL",
				null, null, cause);
	}

	private static String reason(Throwable failure) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
		return (cause.getMessage() != null) ? cause.getMessage() : cause.getClass().getSimpleName();
	}

	private void cancel(String callId) {
		for (Call call : connection().http().dispatcher().runningCalls()) {
			if (callId.equals(call.request().header(CALL_ID))) {
				call.cancel();
			}
		}
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
