package io.wxomedia.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import javax.imageio.ImageIO;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * OpenAI's image edits, counted when they arrive and answered when they are let go:
 * unlike {@link OpenAiStub} it can hold some of them for as long as a test likes.
 */
public final class EditProvider implements AutoCloseable {

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<Edit> edits = new CopyOnWriteArrayList<>();

	private final AtomicInteger answered = new AtomicInteger();

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile Predicate<Edit> held = (edit) -> false;

	private volatile CountDownLatch gate = new CountDownLatch(1);

	private volatile long delayMillis;

	private EditProvider(HttpServer server) {
		this.server = server;
		server.setExecutor(this.threads);
		server.createContext("/v1/images/edits", this::edit);
		server.start();
	}

	/**
	 * Start a provider on a free port of 127.0.0.1.
	 * @return the running provider, which the caller closes
	 */
	public static EditProvider start() {
		try {
			return new EditProvider(
					HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 100));
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
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + "/v1";
	}

	/**
	 * Hold some of the edits that arrive from now on, until {@link #letGo()}.
	 * @param which the edits to hold
	 */
	public void hold(Predicate<Edit> which) {
		this.held = which;
	}

	/**
	 * Hold no edit that arrives from now on; those that are held already stay so.
	 */
	public void holdNoMore() {
		this.held = (edit) -> false;
	}

	/**
	 * Answer the edits that are held, and hold no more.
	 */
	public void letGo() {
		holdNoMore();
		CountDownLatch open = this.gate;
		this.gate = new CountDownLatch(1);
		open.countDown();
	}

	/**
	 * Take some time for each edit from now on.
	 * @param millis the time in milliseconds
	 */
	public void willTake(long millis) {
		this.delayMillis = millis;
	}

	/**
	 * Return what has been asked for, answered or not.
	 * @return the edits, oldest first
	 */
	public List<Edit> edits() {
		return List.copyOf(this.edits);
	}

	/**
	 * Return how often an edit was asked for.
	 * @param prompt its prompt
	 * @return the number of calls
	 */
	public int edits(String prompt) {
		return (int) this.edits.stream().filter((edit) -> edit.prompt().equals(prompt)).count();
	}

	/**
	 * Return how many edits were answered to a caller that was still there.
	 * @return the number of answers
	 */
	public int answered() {
		return this.answered.get();
	}

	private void edit(HttpExchange exchange) throws IOException {
		try (exchange) {
			Edit edit = Edit.of(exchange.getRequestBody().readAllBytes());
			boolean wait = this.held.test(edit);
			CountDownLatch until = wait ? this.gate : this.closed;
			this.edits.add(edit);
			if (wait) {
				until.await();
			}
			else if (this.delayMillis > 0) {
				until.await(this.delayMillis, TimeUnit.MILLISECONDS);
			}
			byte[] answer = ("{\"created\":1795000000,\"data\":[{\"b64_json\":\""
					+ Base64.getEncoder().encodeToString(TestImages.png())
					+ "\"}],\"usage\":{\"input_tokens\":50,\"output_tokens\":50,\"total_tokens\":100,"
					+ "\"input_tokens_details\":{\"image_tokens\":40,\"text_tokens\":10}}}")
				.getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, answer.length);
			exchange.getResponseBody().write(answer);
			exchange.getResponseBody().flush();
			this.answered.incrementAndGet();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.closed.countDown();
		this.gate.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	/**
	 * An edit that was asked for.
	 *
	 * @param prompt the instruction
	 * @param width the width of the picture in pixels, by which a test can tell pictures
	 * apart
	 */
	public record Edit(String prompt, int width) {

		private static final byte[] PNG = { (byte) 0x89, 'P', 'N', 'G' };

		/**
		 * Read an edit from its form.
		 * @param multipart the form
		 * @return the edit
		 * @throws IOException if its picture cannot be read
		 */
		public static Edit of(byte[] multipart) throws IOException {
			String text = new String(multipart, StandardCharsets.ISO_8859_1);
			int part = text.indexOf("name=\"prompt\"");
			int start = text.indexOf("\r\n\r\n", part) + 4;
			String prompt = text.substring(start, text.indexOf("\r\n", start));
			int image = text.indexOf(new String(PNG, StandardCharsets.ISO_8859_1));
			byte[] png = Arrays.copyOfRange(multipart, image, multipart.length);
			return new Edit(new String(prompt.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8),
					ImageIO.read(new ByteArrayInputStream(png)).getWidth());
		}

	}

}
