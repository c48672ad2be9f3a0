package io.wxomedia.event;

import java.io.IOException;
import java.util.UUID;
import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Live events over HTTP, as server-sent events (WHATWG HTML, "Server-sent events").
 * Thread-safe.
 */
public interface EventStreams {

	/**
	 * Answer a request with the events of a scope, from what the request's
	 * {@code Last-Event-ID} names on. Returns at once; the answer goes on without a
	 * thread. The caller has made sure that the requester may see the scope; should the
	 * requester's credential stop to work, the stream ends within about a second.
	 * @param scope what to send
	 * @param request the request
	 * @param response the answer: 200 with a stream, 204 if nothing can follow
	 * @throws TooManyStreams if this instance has as many open as it takes
	 * @throws InvalidEventId if the {@code Last-Event-ID} is no number
	 * @throws IOException if the answer cannot be written
	 */
	default void open(EventScope scope, HttpServletRequest request, HttpServletResponse response) throws IOException {
		open(scope, PlainSseFormat::new, request, response);
	}

	/**
	 * Answer a request in another form.
	 * @param scope what to send
	 * @param format makes the form of this one stream, if there is to be one; whatever it
	 * throws is thrown on
	 * @param request the request
	 * @param response the answer, as above
	 * @throws IOException if the answer cannot be written
	 */
	void open(EventScope scope, Supplier<SseFormat> format, HttpServletRequest request, HttpServletResponse response)
			throws IOException;

	/**
	 * Follow the events of one job until it is over.
	 * @param job the job
	 * @param reader what takes them
	 * @return ends the following; called when the reader is no longer interested
	 */
	Runnable follow(UUID job, EventReader reader);

	/**
	 * This instance has as many streams open as it takes.
	 */
	final class TooManyStreams extends RuntimeException {

		private static final long serialVersionUID = 1L;

		TooManyStreams(int most) {
			super("This instance has " + most + " streams of events open, as many as it takes");
		}

	}

	/**
	 * A {@code Last-Event-ID} that this service did not give.
	 */
	final class InvalidEventId extends RuntimeException {

		private static final long serialVersionUID = 1L;

		InvalidEventId(@Nullable Throwable cause) {
			super("The Last-Event-ID must be the id of an event of this service, a whole number from 0", cause);
		}

	}

}
