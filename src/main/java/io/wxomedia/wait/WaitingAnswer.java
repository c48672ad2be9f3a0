package io.wxomedia.wait;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

import io.wxomedia.event.Event;
import io.wxomedia.event.EventReader;
import io.wxomedia.event.EventType;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * One answer that waits for its job. It is settled once: by the job's last event, by the
 * time-out, or by the end of the service. Thread-safe; no thread waits in it.
 */
class WaitingAnswer implements EventReader, AsyncListener {

	private static final Logger logger = LoggerFactory.getLogger(WaitingAnswer.class);

	/**
	 * How long a body may take: so long, and a second for each of so many bytes.
	 */
	private static final Duration TO_READ = Duration.ofSeconds(30);

	private static final long BYTES_PER_SECOND = 2048;

	private final AsyncContext exchange;

	private final UUID job;

	private final PreferredWait preferred;

	private final ResponseEntity<byte[]> usual;

	private final FinishedBodies bodies;

	private final BiFunction<Duration, Runnable, Runnable> timer;

	private final Ending waiting = new Ending();

	private final Ending answering = new Ending();

	WaitingAnswer(AsyncContext exchange, UUID job, PreferredWait preferred, ResponseEntity<byte[]> usual,
			FinishedBodies bodies, BiFunction<Duration, Runnable, Runnable> timer) {
		this.exchange = exchange;
		this.job = job;
		this.preferred = preferred;
		this.usual = usual;
		this.bodies = bodies;
		this.timer = timer;
	}

	/**
	 * Have something done once the answer is out, or its client gone.
	 */
	void whenOver(Runnable action) {
		this.answering.then(action);
	}

	/**
	 * Have something done once nothing is waited for any more.
	 */
	void whenSettled(Runnable action) {
		this.waiting.then(action);
	}

	@Override
	public int room() {
		return this.waiting.hasCome() ? 0 : 1000;
	}

	@Override
	public void take(List<Event> events) {
		if (events.stream().anyMatch((event) -> event.type() == EventType.DONE)) {
			settle();
		}
	}

	@Override
	public void idle() {
		// The time-out is the timer's.
	}

	@Override
	public void end() {
		settle();
	}

	/**
	 * Wait no longer. What must be looked up for the answer is looked up on a thread of
	 * the server.
	 */
	void settle() {
		if (!this.waiting.come()) {
			return;
		}
		try {
			this.exchange.start(this::answer);
		}
		catch (RuntimeException ex) {
			logger.debug("The answer about job {} has nowhere to go: {}", this.job, ex.toString());
			leave();
		}
	}

	private void answer() {
		try {
			HttpServletResponse response = (HttpServletResponse) this.exchange.getResponse();
			Opened opened = find();
			response.setHeader("Preference-Applied", "wait=" + this.preferred.seconds());
			if (opened != null) {
				send(response, opened);
			}
			else {
				sendUsual(response);
				leave();
			}
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("The answer about job {} broke off: {}", this.job, ex.toString());
			leave();
		}
	}

	/**
	 * Opened before a word of the answer is said, which could not be taken back.
	 */
	private @Nullable Opened find() {
		try {
			Optional<FinishedBodies.Body> body = this.bodies.find(this.job);
			return body.isPresent() ? new Opened(body.get().length(), body.get().open()) : null;
		}
		catch (IOException | RuntimeException ex) {
			// The job is accepted, and its callback and its resource will tell the rest.
			logger.warn("What became of job {} could not be read; it is answered 202", this.job, ex);
			return null;
		}
	}

	private void send(HttpServletResponse response, Opened body) throws IOException {
		BodyWriter writer = new BodyWriter(body.content(), response.getOutputStream(), this::leave);
		this.answering.then(writer::close);
		response.setStatus(HttpServletResponse.SC_OK);
		response.setHeader("Location", "/jobs/" + this.job);
		response.setHeader("Cache-Control", "no-store");
		response.setContentType(MediaType.APPLICATION_JSON_VALUE);
		response.setContentLengthLong(body.length());
		this.answering.then(this.timer.apply(TO_READ.plusSeconds(body.length() / BYTES_PER_SECOND), writer::giveUp));
		response.getOutputStream().setWriteListener(writer);
	}

	private void sendUsual(HttpServletResponse response) throws IOException {
		response.setStatus(this.usual.getStatusCode().value());
		this.usual.getHeaders().forEach((name, values) -> values.forEach((value) -> response.addHeader(name, value)));
		byte[] body = this.usual.getBody();
		if (body != null) {
			response.setContentLength(body.length);
			response.getOutputStream().write(body);
		}
	}

	private void leave() {
		if (!this.answering.come()) {
			return;
		}
		try {
			this.exchange.complete();
		}
		catch (IllegalStateException ex) {
			// The container was faster.
		}
	}

	/**
	 * The client is gone, or the exchange at its end.
	 */
	private void gone() {
		this.waiting.come();
		leave();
	}

	@Override
	public void onComplete(AsyncEvent event) {
		gone();
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		gone();
	}

	@Override
	public void onError(AsyncEvent event) {
		gone();
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		// The exchange is started once.
	}

	/**
	 * A body that can be sent.
	 */
	private record Opened(long length, InputStream content) {

	}

}
