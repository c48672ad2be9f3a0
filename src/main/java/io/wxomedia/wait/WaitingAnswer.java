package io.wxomedia.wait;

import java.io.IOException;
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
		HttpServletResponse response = (HttpServletResponse) this.exchange.getResponse();
		try {
			Optional<FinishedBodies.Body> body = find();
			response.setHeader("Preference-Applied", "wait=" + this.preferred.seconds());
			if (body.isPresent()) {
				send(response, body.get());
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

	private Optional<FinishedBodies.Body> find() {
		try {
			return this.bodies.find(this.job);
		}
		catch (IOException | RuntimeException ex) {
			// The job is accepted, and its callback and its resource will tell the rest.
			logger.warn("What became of job {} could not be read; it is answered 202", this.job, ex);
			return Optional.empty();
		}
	}

	private void send(HttpServletResponse response, FinishedBodies.Body body) throws IOException {
		response.setStatus(HttpServletResponse.SC_OK);
		response.setHeader("Location", "/jobs/" + this.job);
		response.setHeader("Cache-Control", "no-store");
		response.setContentType(MediaType.APPLICATION_JSON_VALUE);
		response.setContentLengthLong(body.length());
		BodyWriter writer = new BodyWriter(body.open(), response.getOutputStream(), this::leave);
		this.answering.then(writer::close);
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
		settle();
		leave();
	}

	@Override
	public void onComplete(AsyncEvent event) {
		leave();
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

}
