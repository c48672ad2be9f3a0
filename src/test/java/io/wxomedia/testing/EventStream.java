package io.wxomedia.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a stream of server-sent events as a browser does.
 */
public final class EventStream implements AutoCloseable {

	private static final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private static final JsonMapper json = JsonMapper.builder().build();

	private final HttpResponse<InputStream> response;

	private final List<Message> messages = new ArrayList<>();

	private final CountDownLatch ended = new CountDownLatch(1);

	private EventStream(HttpResponse<InputStream> response) {
		this.response = response;
		Thread reader = new Thread(this::read, "event-stream");
		reader.setDaemon(true);
		reader.start();
	}

	/**
	 * Open a stream.
	 * @param port the service's port on 127.0.0.1
	 * @param path the path
	 * @param headers names and values
	 * @return the stream, which the caller closes
	 */
	public static EventStream open(int port, String path, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
		if (headers.length > 0) {
			request.headers(headers);
		}
		try {
			return new EventStream(client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return the status of the answer.
	 * @return the status
	 */
	public int status() {
		return this.response.statusCode();
	}

	/**
	 * Return a header of the answer.
	 * @param name its name
	 * @return its value, or an empty text
	 */
	public String header(String name) {
		return this.response.headers().firstValue(name).orElse("");
	}

	/**
	 * Return what has come so far.
	 * @return the messages, in their order
	 */
	public List<Message> messages() {
		synchronized (this.messages) {
			return List.copyOf(this.messages);
		}
	}

	/**
	 * Wait until the service ends the stream.
	 * @param seconds how long to wait
	 * @return whether it did
	 */
	public boolean awaitEnd(int seconds) {
		try {
			return this.ended.await(seconds, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private void read() {
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(this.response.body(), StandardCharsets.UTF_8))) {
			String id = null;
			String event = null;
			StringBuilder data = new StringBuilder();
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				if (line.isEmpty()) {
					if (!data.isEmpty()) {
						add(new Message(id, event, json.readTree(data.toString())));
					}
					event = null;
					data.setLength(0);
				}
				else if (line.startsWith("id: ")) {
					id = line.substring(4);
				}
				else if (line.startsWith("event: ")) {
					event = line.substring(7);
				}
				else if (line.startsWith("data: ")) {
					data.append(line.substring(6));
				}
			}
		}
		catch (IOException ex) {
			// Closed by the test, or cut off with its service.
		}
		finally {
			this.ended.countDown();
		}
	}

	private void add(Message message) {
		synchronized (this.messages) {
			this.messages.add(message);
		}
	}

	@Override
	public void close() {
		try {
			this.response.body().close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A message.
	 *
	 * @param id its id, or {@code null}
	 * @param event its type, or {@code null}
	 * @param data its data
	 */
	public record Message(@Nullable String id, @Nullable String event, JsonNode data) {

		/**
		 * Return the id as a number.
		 * @return the number
		 */
		public long seq() {
			return Long.parseLong(String.valueOf(this.id));
		}

	}

}
