package io.wxomedia.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A receiver of callbacks that records what it gets and answers as it is told.
 */
public final class CallbackReceiver implements AutoCloseable {

	private static final JsonMapper JSON = new JsonMapper();

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final BlockingQueue<Callback> untaken = new LinkedBlockingQueue<>();

	private final List<Callback> all = new CopyOnWriteArrayList<>();

	private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();

	private final Map<String, Queue<Integer>> statusesOfAddresses = new ConcurrentHashMap<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile Duration delay = Duration.ZERO;

	private volatile byte[] words = new byte[0];

	private CallbackReceiver(HttpServer server) {
		this.server = server;
		server.setExecutor(this.threads);
		server.createContext("/", this::receive);
		server.start();
	}

	/**
	 * Start a receiver on a free port of 127.0.0.1.
	 * @return the running receiver, which the caller closes
	 */
	public static CallbackReceiver start() {
		return start(0);
	}

	/**
	 * Start a receiver on a port of 127.0.0.1.
	 * @param port the port
	 * @return the running receiver, which the caller closes
	 */
	public static CallbackReceiver start(int port) {
		try {
			InetAddress local = InetAddress.getByName("127.0.0.1");
			return new CallbackReceiver(HttpServer.create(new InetSocketAddress(local, port), 100));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return an address of this receiver.
	 * @return the address, which any path and query may follow
	 */
	public String url() {
		return url("/callback");
	}

	/**
	 * Return an address of this receiver.
	 * @param pathAndQuery what follows the port
	 * @return the address
	 */
	public String url(String pathAndQuery) {
		return "http://127.0.0.1:" + port() + pathAndQuery;
	}

	/**
	 * Return the port.
	 * @return the port
	 */
	public int port() {
		return this.server.getAddress().getPort();
	}

	/**
	 * Answer the next callbacks with these statuses in turn, and later ones with 200.
	 * @param next the statuses
	 */
	public void willAnswer(int... next) {
		for (int status : next) {
			this.statuses.add(status);
		}
	}

	/**
	 * Answer the next callbacks to one address with these statuses in turn, whatever
	 * comes late from another test, and later ones with 200.
	 * @param pathAndQuery what follows the port
	 * @param next the statuses
	 * @return the address
	 */
	public String urlAnswering(String pathAndQuery, int... next) {
		this.statusesOfAddresses.put(pathAndQuery, new ConcurrentLinkedQueue<>(Arrays.stream(next).boxed().toList()));
		return url(pathAndQuery);
	}

	/**
	 * Answer late from now on. A callback is recorded when it has arrived, not when it is
	 * answered.
	 * @param time how late; longer than any test for never
	 */
	public void willTake(Duration time) {
		this.delay = time;
	}

	/**
	 * Say something in each answer from now on.
	 * @param answer its body
	 */
	public void willSay(String answer) {
		this.words = answer.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Wait for the next callback.
	 * @param patience the longest to wait
	 * @return the oldest callback not yet taken
	 */
	public Callback take(Duration patience) {
		Callback next = poll(patience);
		if (next == null) {
			throw new AssertionError("No callback within " + patience);
		}
		return next;
	}

	/**
	 * Wait for the callback of one job, passing over those of others.
	 * @param job the job's id
	 * @param patience the longest to wait
	 * @return the oldest callback of that job not yet taken
	 */
	public Callback take(String job, Duration patience) {
		long deadline = System.nanoTime() + patience.toNanos();
		while (true) {
			Callback next = take(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
			if (job.equals(next.json().path("job_id").asString(""))) {
				return next;
			}
		}
	}

	private @Nullable Callback poll(Duration patience) {
		try {
			return this.untaken.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted while waiting for a callback", ex);
		}
	}

	/**
	 * Return all that has arrived since the start or the last reset.
	 * @return the callbacks, oldest first
	 */
	public List<Callback> received() {
		return List.copyOf(this.all);
	}

	/**
	 * Return what has arrived for one job.
	 * @param job the job's id
	 * @return the callbacks, oldest first
	 */
	public List<Callback> received(String job) {
		return this.all.stream().filter((callback) -> job.equals(callback.json().path("job_id").asString(""))).toList();
	}

	/**
	 * Answer everything with 200 at once, so that whatever is still to come comes soon.
	 */
	public void willTakeEverything() {
		this.statuses.clear();
		this.statusesOfAddresses.clear();
		this.delay = Duration.ZERO;
		this.words = new byte[0];
	}

	/**
	 * Forget what has arrived and what was to be answered.
	 */
	public void reset() {
		willTakeEverything();
		this.all.clear();
		this.untaken.clear();
	}

	private void receive(HttpExchange exchange) throws IOException {
		try (exchange) {
			byte[] body = exchange.getRequestBody().readAllBytes();
			Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(", ", values)));
			Callback callback = new Callback(exchange.getRequestMethod(), exchange.getRequestURI(), headers, body,
					Instant.now());
			Integer status = this.statusesOfAddresses.getOrDefault(exchange.getRequestURI().toString(), this.statuses)
				.poll();
			this.all.add(callback);
			this.untaken.add(callback);
			if (pause()) {
				return;
			}
			byte[] answer = this.words;
			exchange.sendResponseHeaders((status != null) ? status : 200, (answer.length > 0) ? answer.length : -1);
			if (answer.length > 0) {
				exchange.getResponseBody().write(answer);
			}
		}
	}

	private boolean pause() {
		try {
			return !this.delay.isZero() && this.closed.await(this.delay.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return true;
		}
	}

	@Override
	public void close() {
		this.closed.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	/**
	 * A callback as it arrived.
	 *
	 * @param method the method
	 * @param uri path and query
	 * @param headers the headers, found by their names in any case
	 * @param body the body
	 * @param at when the body was complete
	 */
	public record Callback(String method, URI uri, Map<String, String> headers, byte[] body, Instant at) {

		/**
		 * Return a header.
		 * @param name its name in any case
		 * @return its value
		 */
		public String header(String name) {
			String value = this.headers.get(name.toLowerCase(Locale.ROOT));
			if (value == null) {
				throw new AssertionError("The callback has no header " + name + ": " + this.headers.keySet());
			}
			return value;
		}

		/**
		 * Return the body.
		 * @return the body as text
		 */
		public String text() {
			return new String(this.body, StandardCharsets.UTF_8);
		}

		/**
		 * Return the body.
		 * @return the body as JSON
		 */
		public JsonNode json() {
			return JSON.readTree(this.body);
		}

	}

}
