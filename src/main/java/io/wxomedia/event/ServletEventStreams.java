package io.wxomedia.event;

import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.wxomedia.access.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * {@link EventStreams} on connections that the server hands over after the head.
 */
class ServletEventStreams implements EventStreams {

	/**
	 * The limit of connections is in the thousands; a stream is one for hours.
	 */
	private static final int MOST_STREAMS = 4000;

	private final EventFeed feed;

	private final StreamConnections connections;

	private final AtomicInteger open = new AtomicInteger();

	ServletEventStreams(EventFeed feed, StreamConnections connections) {
		this.feed = feed;
		this.connections = connections;
	}

	@Override
	public void open(EventScope scope, Supplier<SseFormat> formats, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		Long after = lastEventId(request);
		response.setHeader("Cache-Control", "no-store");
		// All that asks the database comes before the answer begins: a failure is still
		// answered.
		EventFeed.Start start = this.feed.start(scope, after);
		if (start.over()) {
			response.setStatus(HttpServletResponse.SC_NO_CONTENT);
			return;
		}
		SseFormat format = formats.get();
		if (this.open.incrementAndGet() > MOST_STREAMS) {
			this.open.decrementAndGet();
			throw new TooManyStreams(MOST_STREAMS);
		}
		response.setContentType("text/event-stream");
		response.setCharacterEncoding("UTF-8");
		// Proxies of nginx's kind would hold events back until a buffer is full.
		response.setHeader("X-Accel-Buffering", "no");
		SseStream stream = new SseStream(format, start.after(), this.feed::wake, System::nanoTime);
		stream.whenGone(this.open::decrementAndGet);
		try {
			Subscription subscription = this.feed.follow(scope,
					format.followsFromAll() ? EventFeed.Start.OF_ALL : start, Caller.of(request).name(), stream);
			stream.whenGone(subscription::cancel);
			stream.start(this.connections.takeOver(request, response, stream));
		}
		catch (IOException | RuntimeException ex) {
			stream.gone();
			throw ex;
		}
	}

	private static @Nullable Long lastEventId(HttpServletRequest request) {
		String header = request.getHeader("Last-Event-ID");
		if (header == null || header.isBlank()) {
			return null;
		}
		try {
			long id = Long.parseLong(header.strip());
			if (id < 0) {
				throw new InvalidEventId(null);
			}
			return id;
		}
		catch (NumberFormatException ex) {
			throw new InvalidEventId(ex);
		}
	}

	@Override
	public Runnable follow(UUID job, EventReader reader) {
		EventScope scope = new EventScope.OfJob(job);
		Subscription subscription = this.feed.follow(scope, this.feed.start(scope, null), null, reader);
		return subscription::cancel;
	}

	int open() {
		return this.open.get();
	}

}
