package io.wxomedia.fal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.wxomedia.trace.TraceScope;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Makes requests to fal, each once, without following redirects. A thread that waits here
 * gives up when it is interrupted. Thread-safe.
 */
class FalClient implements AutoCloseable {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	private static final int LONGEST_ANSWER = 1024 * 1024;

	private static final Duration LONGEST_READING = Duration.ofMinutes(5);

	private final FalProperties properties;

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.followRedirects(HttpClient.Redirect.NEVER)
		.connectTimeout(CONNECT_TIMEOUT)
		.build();

	private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(threads());

	FalClient(FalProperties properties) {
		this.properties = properties;
	}

	private static CustomizableThreadFactory threads() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("fal-watch-");
		threads.setDaemon(true);
		return threads;
	}

	/**
	 * Post a JSON document with the key.
	 * @param address where to
	 * @param document the document
	 * @param timeout how long it may take until the answer begins
	 * @param outgoing is told when the document goes out
	 * @return the answer
	 */
	Reply post(URI address, byte[] document, Duration timeout, Outgoing outgoing)
			throws IOException, InterruptedException {
		HttpRequest request = request(address, timeout, true).header("Content-Type", "application/json")
			.POST(outgoing.announcing(HttpRequest.BodyPublishers.ofByteArray(document)))
			.build();
		return reply(request, timeout);
	}

	Reply get(URI address, Duration timeout, boolean withKey) throws IOException, InterruptedException {
		return reply(request(address, timeout, withKey).GET().build(), timeout);
	}

	Reply put(URI address, Duration timeout) throws IOException, InterruptedException {
		return reply(request(address, timeout, true).PUT(HttpRequest.BodyPublishers.noBody()).build(), timeout);
	}

	private HttpRequest.Builder request(URI address, Duration timeout, boolean withKey) {
		HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(timeout);
		if (withKey && this.properties.key() != null) {
			request.header("Authorization", "Key " + this.properties.key());
		}
		TraceScope.outgoing().forEach(request::header);
		return request;
	}

	private Reply reply(HttpRequest request, Duration timeout) throws IOException, InterruptedException {
		HttpResponse<InputStream> response = this.http.send(request, HttpResponse.BodyHandlers.ofInputStream());
		try (InputStream body = bounded(response.body(), timeout)) {
			byte[] bytes = body.readNBytes(LONGEST_ANSWER);
			return new Reply(response.statusCode(), new String(bytes, StandardCharsets.UTF_8), response.headers());
		}
	}

	/**
	 * Open what is too large to be held, without the key.
	 * @param address where it is
	 * @param timeout how long it may take until the answer begins
	 * @return the answer, whose body the caller closes
	 */
	HttpResponse<InputStream> open(URI address, Duration timeout) throws IOException, InterruptedException {
		return this.http.send(request(address, timeout, false).GET().build(),
				HttpResponse.BodyHandlers.ofInputStream());
	}

	InputStream bounded(InputStream body) {
		return bounded(body, LONGEST_READING);
	}

	/**
	 * A body that only drips would be read for ever: it is cut when its time is over.
	 */
	private InputStream bounded(InputStream body, Duration limit) {
		ScheduledFuture<?> cut = this.watch.schedule(() -> {
			body.close();
			return null;
		}, limit.toMillis(), TimeUnit.MILLISECONDS);
		return new FilterInputStream(body) {

			@Override
			public void close() throws IOException {
				cut.cancel(false);
				super.close();
			}

		};
	}

	@Override
	public void close() {
		this.watch.shutdownNow();
	}

	/**
	 * An answer.
	 *
	 * @param status the HTTP status
	 * @param body the beginning of its body
	 * @param headers its headers
	 */
	record Reply(int status, String body, HttpHeaders headers) {

		boolean isSuccess() {
			return this.status / 100 == 2;
		}

		@Nullable String header(String name) {
			return this.headers.firstValue(name).orElse(null);
		}

	}

	/**
	 * Lets a request be written down before its document goes out.
	 */
	static final class Outgoing {

		private final Runnable beforeSent;

		private boolean begun;

		private boolean abandoned;

		private @Nullable RuntimeException unmarked;

		Outgoing(Runnable beforeSent) {
			this.beforeSent = beforeSent;
		}

		HttpRequest.BodyPublisher announcing(HttpRequest.BodyPublisher document) {
			return new HttpRequest.BodyPublisher() {

				@Override
				public long contentLength() {
					return document.contentLength();
				}

				@Override
				public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
					begin();
					document.subscribe(subscriber);
				}

			};
		}

		private void begin() {
			try {
				this.beforeSent.run();
			}
			catch (RuntimeException ex) {
				synchronized (this) {
					this.unmarked = ex;
				}
				throw ex;
			}
			synchronized (this) {
				if (this.abandoned) {
					throw new IllegalStateException("The call was given up");
				}
				this.begun = true;
			}
		}

		/**
		 * Send nothing from now on.
		 * @return whether the document was going out
		 */
		synchronized boolean abandon() {
			this.abandoned = true;
			return this.begun;
		}

		/**
		 * Return what kept the call from being noted as sent, or {@code null}.
		 */
		synchronized @Nullable RuntimeException unmarked() {
			return this.unmarked;
		}

	}

}
