package io.wxomedia.exchange;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A receiver of callbacks that can be made to behave as badly as real ones.
 */
public final class FakeReceiver implements AutoCloseable {

	private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

	private final ServerSocket server;

	private final Behaviour behaviour;

	private final CountDownLatch closed = new CountDownLatch(1);

	public final AtomicInteger connections = new AtomicInteger();

	public final List<String> heads = new CopyOnWriteArrayList<>();

	public final List<Long> bodyLengths = new CopyOnWriteArrayList<>();

	public FakeReceiver(Behaviour behaviour) {
		this(open(), behaviour);
	}

	public FakeReceiver(ServerSocket server, Behaviour behaviour) {
		this.server = server;
		this.behaviour = behaviour;
		run(this::accept);
	}

	private static ServerSocket open() {
		try {
			return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Create a receiver that reads requests properly and answers all of them alike.
	 * @param head status line and headers, separated by new lines
	 * @param body the body
	 * @return the receiver
	 */
	public static FakeReceiver answering(String head, String body) {
		return new FakeReceiver((receiver, socket) -> {
			receiver.readRequest(socket);
			String answer = "HTTP/1.1 " + head.replace("\n", "\r\n") + "\r\nContent-Length: " + body.length()
					+ "\r\n\r\n" + body;
			socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
			receiver.waitForEnd(socket);
		});
	}

	public int port() {
		return this.server.getLocalPort();
	}

	public void readRequest(Socket socket) throws IOException {
		InputStream in = socket.getInputStream();
		String head = readHead(in);
		Matcher length = CONTENT_LENGTH.matcher(head);
		long left = (length.find()) ? Long.parseLong(length.group(1)) : 0;
		this.bodyLengths.add(left);
		while (left > 0) {
			long skipped = in.readNBytes((int) Math.min(left, 65_536)).length;
			if (skipped == 0) {
				throw new IOException("The body ended early");
			}
			left -= skipped;
		}
		this.heads.add(head);
	}

	private static String readHead(InputStream in) throws IOException {
		ByteArrayOutputStream head = new ByteArrayOutputStream();
		while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
			int next = in.read();
			if (next < 0) {
				throw new IOException("The request ended early");
			}
			head.write(next);
		}
		return head.toString(StandardCharsets.ISO_8859_1);
	}

	public void write(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
		socket.getOutputStream().flush();
	}

	/**
	 * Wait, at most a short while.
	 * @return {@code true} if the receiver was closed meanwhile
	 */
	public boolean pause() {
		try {
			return this.closed.await(20, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return true;
		}
	}

	/**
	 * Keep the connection open without reading from it until the receiver is closed.
	 */
	public void stall() {
		try {
			this.closed.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Keep the connection open until the other side ends it.
	 * @param socket the connection
	 * @throws IOException if it is reset
	 */
	public void waitForEnd(Socket socket) throws IOException {
		socket.getInputStream().readAllBytes();
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				Socket socket = this.server.accept();
				this.connections.incrementAndGet();
				run(() -> serve(socket));
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			this.behaviour.serve(this, socket);
		}
		catch (IOException ex) {
			// The sender has had enough.
		}
	}

	private static void run(Runnable work) {
		Thread thread = new Thread(work, "fake-receiver");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.closed.countDown();
		this.server.close();
	}

	/**
	 * What a receiver does with a connection.
	 */
	@FunctionalInterface
	public interface Behaviour {

		void serve(FakeReceiver receiver, Socket socket) throws IOException;

	}

}
