package io.wxomedia.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.impl.BasicEntityDetails;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, as the connection has room and data for them. Nothing in it
 * blocks. The connection's thread calls it; {@link #answer()} may be asked by any.
 */
class Exchange implements AsyncClientExchangeHandler {

	private final HttpRequest request;

	private final @Nullable BodyFeed body;

	private final Listener listener;

	private volatile @Nullable Answer answer;

	/**
	 * Create an exchange.
	 * @param request the request
	 * @param body its body, or {@code null} if it has none
	 * @param listener is told how it ends
	 */
	Exchange(HttpRequest request, @Nullable BodyFeed body, Listener listener) {
		this.request = request;
		this.body = body;
		this.listener = listener;
	}

	/**
	 * Return what the receiver has answered so far.
	 * @return the answer, or {@code null} while there is none
	 */
	@Nullable Answer answer() {
		return this.answer;
	}

	/**
	 * Return whether the request's body is being read, so that the connection waits for
	 * it.
	 * @return {@code true} if the receiver cannot be blamed for what is not sent
	 */
	boolean isReading() {
		return !isSent() && available() == 0;
	}

	/**
	 * Return whether the connection has taken the whole request.
	 * @return {@code true} if nothing is left to be sent
	 */
	boolean isSent() {
		return this.body == null || this.body.isSent();
	}

	@Override
	public void produceRequest(RequestChannel channel, HttpContext context) throws HttpException, IOException {
		EntityDetails details = (this.body != null)
				? new BasicEntityDetails(this.body.length(), ContentType.create("application/json")) : null;
		channel.sendRequest(this.request, details, context);
	}

	@Override
	public int available() {
		return (this.body != null) ? this.body.available() : 0;
	}

	@Override
	public void produce(DataStreamChannel channel) throws IOException {
		if (this.body != null) {
			this.body.produce(channel);
		}
	}

	@Override
	public void consumeInformation(HttpResponse response, HttpContext context) {
		// A promise; the answer is still to come.
	}

	@Override
	public void consumeResponse(HttpResponse response, @Nullable EntityDetails details, HttpContext context) {
		Header retryAfter = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
		this.answer = new Answer(response.getCode(), (retryAfter != null) ? retryAfter.getValue() : null,
				new Excerpt((details != null) ? details.getContentType() : null));
		if (details == null) {
			this.listener.answered(true);
		}
	}

	@Override
	public void updateCapacity(CapacityChannel channel) throws IOException {
		channel.update(Integer.MAX_VALUE);
	}

	@Override
	public void consume(ByteBuffer bytes) {
		Answer begun = this.answer;
		if (begun != null && begun.excerpt().add(bytes)) {
			this.listener.answered(false);
		}
	}

	@Override
	public void streamEnd(@Nullable List<? extends Header> trailers) {
		this.listener.answered(true);
	}

	@Override
	public void failed(Exception cause) {
		this.listener.failed(cause);
	}

	@Override
	public void cancel() {
		this.listener.failed(new IOException("The connection was closed"));
	}

	@Override
	public void releaseResources() {
		if (this.body != null) {
			this.body.close();
		}
	}

	/**
	 * What a receiver answers.
	 *
	 * @param status the HTTP status
	 * @param retryAfter the header {@code Retry-After}, or {@code null}
	 * @param excerpt the beginning of the body, as far as it has arrived
	 */
	record Answer(int status, @Nullable String retryAfter, Excerpt excerpt) {

	}

	/**
	 * Is told how an exchange ends. Only what comes first counts.
	 */
	interface Listener {

		/**
		 * There is an answer.
		 * @param whole whether it has arrived to its end; otherwise the rest is of no
		 * interest
		 */
		void answered(boolean whole);

		/**
		 * The request's body could not be read.
		 * @param cause why
		 */
		void unreadable(Exception cause);

		/**
		 * The connection broke, or was closed.
		 * @param cause why
		 */
		void failed(Exception cause);

	}

}
