package io.wxomedia.openai;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

import org.springframework.retry.RetryContext;
import org.springframework.retry.backoff.BackOffInterruptedException;
import org.springframework.retry.policy.SimpleRetryPolicy;
import org.springframework.retry.support.RetryTemplate;

/**
 * Fetches a result that the provider gives as an address. Only the provider's own origin
 * is asked, so that an answer cannot send the service anywhere else; redirects are not
 * followed. The edit is paid for, so what fails is tried again. Thread-safe.
 */
class ResultFetch {

	private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

	private static final int MOST_TRIES = 5;

	private static final Duration LONGEST_TRY = Duration.ofSeconds(60);

	/**
	 * Of the three seconds that the queue waits for those it interrupted, so that there
	 * is time to write the image down.
	 */
	private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(2);

	private final OkHttpClient http;

	private final HttpUrl provider;

	private final @Nullable String apiKey;

	private final RetryTemplate retries = RetryTemplate.builder()
		.customPolicy(new FailedTries())
		.exponentialBackoff(FIRST_PAUSE.toMillis(), 2, 4000)
		.build();

	ResultFetch(OkHttpClient http, HttpUrl provider, @Nullable String apiKey) {
		this.http = http;
		this.provider = provider;
		this.apiKey = apiKey;
	}

	/**
	 * Fetch a result.
	 * @param address the address as the provider wrote it, which may be relative
	 * @param callId names the call, so that it can be given up
	 * @param limit how long it may take in all
	 * @return the bytes
	 * @throws EditReply.NotUnderstood if the address is of somebody else, or gives
	 * nothing
	 * @throws InterruptedException if the call is given up
	 */
	byte[] fetch(String address, String callId, Duration limit) throws EditReply.NotUnderstood, InterruptedException {
		HttpUrl url = this.provider.resolve(address);
		if (url == null || !isProviders(url)) {
			throw new EditReply.NotUnderstood("it gives the picture as an address on "
					+ ((url != null) ? url.host() : "no host") + ", which is not fetched: only " + origin(this.provider)
					+ ", where OPENAI_BASE_URL leads, is trusted");
		}
		long end = System.nanoTime() + limit.toNanos();
		try {
			return this.retries.execute((context) -> attempt(url, callId, end, context));
		}
		catch (Failed ex) {
			throw new EditReply.NotUnderstood("its picture could not be fetched from " + origin(url) + ": " + ex.why);
		}
		catch (BackOffInterruptedException ex) {
			InterruptedException stopped = new InterruptedException("The call was given up");
			stopped.initCause(ex);
			throw stopped;
		}
	}

	/**
	 * Give a moment to what is being fetched when its call is interrupted: it is paid
	 * for, and nobody knows its address any more when the call is given up.
	 * @param <T> what is fetched
	 * @param answer what is under way
	 * @return what was fetched, or {@code null} if it was not
	 */
	static <T> @Nullable T atAStop(Future<T> answer) {
		try {
			return answer.get(AFTER_INTERRUPT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException | TimeoutException | InterruptedException ex) {
			return null;
		}
	}

	private byte[] attempt(HttpUrl url, String callId, long end, RetryContext context) throws Failed {
		Failed last = (Failed) context.getLastThrowable();
		Duration left = Duration.ofNanos(end - System.nanoTime());
		if (left.compareTo(FIRST_PAUSE) < 0) {
			throw new Failed((last != null) ? last.why : "no time was left", false, false);
		}
		boolean goesOn = left.compareTo(FIRST_PAUSE.multipliedBy(1L << (context.getRetryCount() + 1))) > 0;
		try {
			return get(url, callId, left, last != null && last.wantsKey);
		}
		catch (RefusedAnswer ex) {
			throw new Failed("HTTP " + ex.status(), ex.status() == 401 || ex.status() == 403, goesOn);
		}
		catch (IOException ex) {
			throw new Failed((ex.getMessage() != null) ? ex.getMessage() : ex.getClass().getSimpleName(), false,
					goesOn);
		}
	}

	private byte[] get(HttpUrl url, String callId, Duration limit, boolean withKey) throws IOException {
		Request.Builder request = new Request.Builder().url(url).header(OpenAiExchanges.CALL_ID, callId);
		if (withKey && this.apiKey != null) {
			request.header("Authorization", "Bearer " + this.apiKey);
		}
		Call call = this.http.newCall(request.build());
		Duration patience = (limit.compareTo(LONGEST_TRY) < 0) ? limit : LONGEST_TRY;
		call.timeout().timeout(patience.toMillis() + 1, TimeUnit.MILLISECONDS);
		try (Response response = call.execute(); InputStream body = response.body().byteStream()) {
			byte[] bytes = body.readNBytes(EditReply.LARGEST_IMAGE + 1);
			if (bytes.length > EditReply.LARGEST_IMAGE) {
				throw new IOException("it is larger than 64 MB");
			}
			if (bytes.length == 0) {
				throw new IOException("it is empty");
			}
			return bytes;
		}
		catch (InterruptedIOException ex) {
			throw new IOException("no answer within " + patience.toSeconds() + " s", ex);
		}
	}

	/**
	 * The same host in the same way, or by https at its usual port.
	 */
	private boolean isProviders(HttpUrl url) {
		return url.host().equals(this.provider.host())
				&& (origin(url).equals(origin(this.provider)) || (url.isHttps() && url.port() == 443));
	}

	private static String origin(HttpUrl url) {
		String port = (url.port() == HttpUrl.defaultPort(url.scheme())) ? "" : ":" + url.port();
		return url.scheme() + "://" + url.host() + port;
	}

	/**
	 * As often as is allowed, and only while there is time for another try.
	 */
	private static final class FailedTries extends SimpleRetryPolicy {

		private static final long serialVersionUID = 1L;

		FailedTries() {
			super(MOST_TRIES);
		}

		@Override
		public boolean canRetry(RetryContext context) {
			return super.canRetry(context) && (!(context.getLastThrowable() instanceof Failed failed) || failed.goesOn);
		}

	}

	/**
	 * A try that gave nothing.
	 */
	private static final class Failed extends Exception {

		private static final long serialVersionUID = 1L;

		private final String why;

		private final boolean wantsKey;

		private final boolean goesOn;

		Failed(String why, boolean wantsKey, boolean goesOn) {
			super(why);
			this.why = why;
			this.wantsKey = wantsKey;
			this.goesOn = goesOn;
		}

	}

}
