package io.wxomedia.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A server beside the service that behaves as the programme says.
 */
abstract class Neighbour implements AutoCloseable {

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch closed = new CountDownLatch(1);

	private final AtomicInteger arrived = new AtomicInteger();

	private volatile Behaviour behaviour = Behaviour.WELL;

	Neighbour() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 200);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::exchange);
	}

	final void start() {
		this.server.start();
	}

	final int port() {
		return this.server.getAddress().getPort();
	}

	/**
	 * Behave in some way from now on.
	 * @param how the word
	 * @param percent how much of what arrives is treated so
	 */
	final void behave(String how, int percent) {
		this.behaviour = new Behaviour(how, percent, Instant.now());
	}

	final Behaviour behaviour() {
		return this.behaviour;
	}

	private void exchange(HttpExchange exchange) throws IOException {
		try (exchange) {
			byte[] body = exchange.getRequestBody().readAllBytes();
			Behaviour now = this.behaviour;
			// Spread evenly and the same in each run.
			boolean treated = Math.floorMod(this.arrived.incrementAndGet() * 37, 100) < now.percent();
			handle(exchange, body, treated ? now.how() : Behaviour.WELL.how());
		}
	}

	/**
	 * Answer, or return without an answer to close the connection.
	 * @param exchange the request
	 * @param body its body
	 * @param how how to behave
	 * @throws IOException if the other side is gone
	 */
	abstract void handle(HttpExchange exchange, byte[] body, String how) throws IOException;

	/**
	 * Wait, but no longer than this server lives.
	 */
	final void pause(long millis) {
		try {
			this.closed.await(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
		answer(exchange, status, type, body.getBytes(StandardCharsets.UTF_8));
	}

	static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
		exchange.getResponseHeaders().set("Content-Type", type);
		boolean without = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
		exchange.sendResponseHeaders(status, without ? -1 : body.length);
		if (!without) {
			exchange.getResponseBody().write(body);
			exchange.getResponseBody().flush();
		}
	}

	@Override
	public void close() {
		this.closed.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	/**
	 * How a neighbour behaves.
	 *
	 * @param how the word for it
	 * @param percent how much is treated so
	 * @param since since when
	 */
	record Behaviour(String how, int percent, Instant since) {

		static final Behaviour WELL = new Behaviour("well", 0, Instant.EPOCH);

	}

}
