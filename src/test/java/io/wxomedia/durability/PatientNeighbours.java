package io.wxomedia.durability;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.wxomedia.testing.TestImages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A provider that takes its time for each edit, of which it does any number at once, and
 * a receiver of callbacks. Neither remembers what it got, only whose it was: there are
 * hundreds of thousands.
 */
final class PatientNeighbours implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(PatientNeighbours.class);

	private static final byte[] ANSWER = ("{\"created\":1795000000,\"data\":[{\"b64_json\":\""
			+ Base64.getEncoder().encodeToString(TestImages.png())
			+ "\"}],\"usage\":{\"input_tokens\":50,\"output_tokens\":50,\"total_tokens\":100,"
			+ "\"input_tokens_details\":{\"image_tokens\":40,\"text_tokens\":10}}}")
		.getBytes(StandardCharsets.UTF_8);

	private final Duration time;

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final ScheduledExecutorService later = Executors.newScheduledThreadPool(2);

	private final AtomicLong edits = new AtomicLong();

	private final AtomicLong callbacks = new AtomicLong();

	private final Set<String> told = ConcurrentHashMap.newKeySet();

	private PatientNeighbours(Duration time, HttpServer server) {
		this.time = time;
		this.server = server;
		server.setExecutor(this.threads);
		server.createContext("/v1/images/edits", this::edit);
		server.createContext("/callback", this::receive);
		server.start();
	}

	/**
	 * Start the neighbours.
	 * @param time what an edit takes
	 */
	static PatientNeighbours start(Duration time) throws IOException {
		return new PatientNeighbours(time,
				HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 1000));
	}

	String baseUrl() {
		return origin() + "/v1";
	}

	String callbackUrl() {
		return origin() + "/callback";
	}

	private String origin() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	long edits() {
		return this.edits.get();
	}

	long callbacks() {
		return this.callbacks.get();
	}

	/**
	 * Return the jobs of which callbacks told.
	 */
	Set<String> told() {
		return this.told;
	}

	private void edit(HttpExchange exchange) throws IOException {
		exchange.getRequestBody().readAllBytes();
		this.edits.incrementAndGet();
		this.later.schedule(() -> answer(exchange), this.time.toMillis(), TimeUnit.MILLISECONDS);
	}

	private static void answer(HttpExchange exchange) {
		try (exchange) {
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, ANSWER.length);
			exchange.getResponseBody().write(ANSWER);
		}
		catch (IOException ex) {
			logger.info("Nobody waits for this answer any more: {}", ex.toString());
		}
	}

	private void receive(HttpExchange exchange) throws IOException {
		try (exchange) {
			exchange.getRequestBody().readAllBytes();
			this.callbacks.incrementAndGet();
			this.told.add(exchange.getRequestHeaders().getFirst("webhook-id"));
			exchange.sendResponseHeaders(200, -1);
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.later.shutdownNow();
		this.threads.shutdownNow();
	}

}
