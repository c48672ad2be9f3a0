package io.wxomedia.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * OpenAI as it streams an edit: each event is sent when the test lets it.
 */
public final class StreamingProvider implements AutoCloseable {

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Semaphore allowed = new Semaphore(0);

	private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

	private volatile List<String> events = List.of();

	private StreamingProvider(HttpServer server) {
		this.server = server;
	}

	/**
	 * Start the provider.
	 * @return the provider, which the caller closes
	 */
	public static StreamingProvider start() {
		try {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			StreamingProvider provider = new StreamingProvider(server);
			server.createContext("/v1/images/edits", provider::answer);
			server.setExecutor(provider.threads);
			server.start();
			return provider;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Say what it sends of the next edits.
	 * @param all the events, each with its lines
	 */
	public void sends(List<String> all) {
		this.events = all;
	}

	/**
	 * Let it send so many events more.
	 * @param count how many
	 */
	public void allow(int count) {
		this.allowed.release(count);
	}

	/**
	 * Return the address for OPENAI_BASE_URL.
	 * @return the address
	 */
	public String baseUrl() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + "/v1";
	}

	/**
	 * Return the next request that it had.
	 * @return the body, as far as it is text
	 * @throws InterruptedException if the test ends
	 */
	public String request() throws InterruptedException {
		String request = this.requests.poll(60, TimeUnit.SECONDS);
		if (request == null) {
			throw new AssertionError("The provider was not asked");
		}
		return request;
	}

	/**
	 * Make an event with a picture that is not done yet.
	 * @param index its number, from 0
	 * @param picture the picture
	 * @return the event's lines
	 */
	public static String partial(int index, byte[] picture) {
		return "event: image_edit.partial_image\ndata: {\"type\":\"image_edit.partial_image\",\"b64_json\":\""
				+ Base64.getEncoder().encodeToString(picture) + "\",\"partial_image_index\":" + index + "}\n\n";
	}

	/**
	 * Make the last event.
	 * @param picture the picture
	 * @return the event's lines
	 */
	public static String completed(byte[] picture) {
		return "event: image_edit.completed\ndata: {\"type\":\"image_edit.completed\",\"b64_json\":\""
				+ Base64.getEncoder().encodeToString(picture)
				+ "\",\"usage\":{\"input_tokens\":50,\"output_tokens\":472}}\n\n";
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
		exchange.getResponseHeaders().add("Content-Type", "text/event-stream; charset=utf-8");
		exchange.sendResponseHeaders(200, 0);
		try (OutputStream out = exchange.getResponseBody()) {
			for (String event : this.events) {
				this.allowed.acquire();
				out.write(event.getBytes(StandardCharsets.UTF_8));
				out.flush();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
		this.server.stop(0);
	}

}
