package io.wxomedia.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * OpenAI's image edits that sees what no HTTP server shows: that a caller closed the
 * connection of a call which it waited for.
 */
public final class WatchedProvider implements AutoCloseable {

	private final ServerSocket listener;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final List<String> abandoned = new CopyOnWriteArrayList<>();

	private volatile Predicate<String> held = (prompt) -> false;

	private WatchedProvider(ServerSocket listener) {
		this.listener = listener;
		this.threads.execute(this::accept);
	}

	/**
	 * Start a provider on a free port of 127.0.0.1.
	 * @return the running provider, which the caller closes
	 */
	public static WatchedProvider start() {
		try {
			return new WatchedProvider(new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1")));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the value for OPENAI_BASE_URL.
	 * @return the address
	 */
	public String baseUrl() {
		return "http://127.0.0.1:" + this.listener.getLocalPort() + "/v1";
	}

	/**
	 * Answer some of the calls that arrive from now on never, and the others with a
	 * picture.
	 * @param prompts the calls that get no answer, by their prompts
	 */
	public void hold(Predicate<String> prompts) {
		this.held = prompts;
	}

	/**
	 * Return the calls that arrived in full.
	 * @return their prompts, oldest first
	 */
	public List<String> calls() {
		return List.copyOf(this.calls);
	}

	/**
	 * Return the calls whose connection the caller closed while it waited.
	 * @return their prompts, in the order in which they were let go
	 */
	public List<String> abandoned() {
		return List.copyOf(this.abandoned);
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				Socket socket = this.listener.accept();
				this.threads.execute(() -> serve(socket));
			}
			catch (IOException ex) {
				// Closed.
			}
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			InputStream in = new BufferedInputStream(socket.getInputStream());
			String head = head(in);
			String prompt = prompt(body(in, head));
			this.calls.add(prompt);
			if (this.held.test(prompt)) {
				awaitEnd(in);
				this.abandoned.add(prompt);
				return;
			}
			socket.getOutputStream().write(answer());
		}
		catch (IOException ex) {
			// The caller is gone before its request was complete, or this server is
			// closed.
		}
	}

	private static void awaitEnd(InputStream in) {
		try {
			while (in.read() >= 0) {
				// Nothing follows a request that is not answered.
			}
		}
		catch (IOException ex) {
			// Reset: an end, too.
		}
	}

	private static String head(InputStream in) throws IOException {
		ByteArrayOutputStream head = new ByteArrayOutputStream();
		int ends = 0;
		while (ends < 4) {
			int next = read(in);
			head.write(next);
			ends = (next == "\r\n\r\n".charAt(ends)) ? ends + 1 : (next == '\r') ? 1 : 0;
		}
		return head.toString(StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
	}

	private static byte[] body(InputStream in, String head) throws IOException {
		int length = head.indexOf("\r\ncontent-length:");
		if (length >= 0) {
			int end = head.indexOf("\r\n", length + 2);
			return exactly(in, Integer.parseInt(head.substring(length + 17, end).strip()));
		}
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		int size;
		do {
			size = Integer.parseInt(line(in), 16);
			body.write(exactly(in, size));
			line(in);
		}
		while (size > 0);
		return body.toByteArray();
	}

	private static byte[] exactly(InputStream in, int length) throws IOException {
		byte[] bytes = in.readNBytes(length);
		if (bytes.length < length) {
			throw new EOFException();
		}
		return bytes;
	}

	private static String line(InputStream in) throws IOException {
		StringBuilder line = new StringBuilder();
		int next = read(in);
		while (next != '\n') {
			line.append((char) next);
			next = read(in);
		}
		return line.toString().strip();
	}

	private static int read(InputStream in) throws IOException {
		int next = in.read();
		if (next < 0) {
			throw new EOFException();
		}
		return next;
	}

	private static String prompt(byte[] multipart) {
		String text = new String(multipart, StandardCharsets.UTF_8);
		int start = text.indexOf("\r\n\r\n", text.indexOf("name=\"prompt\"")) + 4;
		return text.substring(start, text.indexOf("\r\n", start));
	}

	private static byte[] answer() {
		String json = "{\"created\":1795000000,\"data\":[{\"b64_json\":\""
				+ Base64.getEncoder().encodeToString(TestImages.png())
				+ "\"}],\"usage\":{\"input_tokens\":50,\"output_tokens\":50,\"total_tokens\":100,"
				+ "\"input_tokens_details\":{\"image_tokens\":40,\"text_tokens\":10}}}";
		return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
				+ json.length() + "\r\n\r\n" + json)
			.getBytes(StandardCharsets.ISO_8859_1);
	}

	@Override
	public void close() {
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.threads.shutdownNow();
	}

}
