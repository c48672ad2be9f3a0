package io.wxomedia.callback;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Any number of receivers that hang, each with an address of its own: every address that
 * begins with 127 leads here.
 */
class HangingReceivers implements AutoCloseable {

	private final ServerSocket silent = new ServerSocket(0, 1000, InetAddress.getByName("0.0.0.0"));

	private final ServerSocket dripping = new ServerSocket(0, 1000, InetAddress.getByName("0.0.0.0"));

	private final ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"));

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final List<Socket> drips = new CopyOnWriteArrayList<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	HangingReceivers() throws IOException {
		run(() -> accept(this.silent, this.sockets));
		run(() -> accept(this.dripping, this.drips));
		run(this::drip);
		fill();
	}

	private void fill() throws IOException {
		for (int i = 0; i < 20; i++) {
			Socket socket = new Socket();
			this.sockets.add(socket);
			try {
				socket.connect(new InetSocketAddress("127.0.0.1", this.full.getLocalPort()), 200);
			}
			catch (SocketTimeoutException ex) {
				return;
			}
		}
		throw new IOException("The backlog takes everybody");
	}

	/**
	 * Return the address of one of them.
	 * @param number its number
	 * @param how how it hangs
	 * @return the address
	 */
	String url(int number, Way how) {
		String host = "127.1." + number / 250 + "." + (number % 250 + 1);
		return switch (how) {
			case LOOKUP -> "http://hanging" + number + ".test/";
			case CONNECT -> "http://" + host + ":" + this.full.getLocalPort() + "/";
			case HANDSHAKE -> "https://" + host + ":" + this.silent.getLocalPort() + "/";
			case ANSWER -> "http://" + host + ":" + this.silent.getLocalPort() + "/";
			case HEADERS -> "http://" + host + ":" + this.dripping.getLocalPort() + "/";
		};
	}

	private void accept(ServerSocket server, List<Socket> accepted) {
		try {
			while (!server.isClosed()) {
				Socket socket = server.accept();
				// Nothing is read: whoever sends more than the buffers take hangs in
				// the middle of it.
				accepted.add(socket);
			}
		}
		catch (IOException ex) {
			// It was closed.
		}
	}

	private void drip() {
		Set<Socket> begun = new HashSet<>();
		try {
			while (!this.closed.await(100, TimeUnit.MILLISECONDS)) {
				for (Socket socket : this.drips) {
					write(socket, begun.add(socket) ? "HTTP/1.1 200 OK\r\nX-Drip: " : "x");
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void write(Socket socket, String text) {
		try {
			socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
		}
		catch (IOException ex) {
			// The sender has had enough.
		}
	}

	private static void run(Runnable work) {
		Thread thread = new Thread(work, "hanging-receivers");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.closed.countDown();
		this.silent.close();
		this.dripping.close();
		this.full.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
		for (Socket socket : this.drips) {
			socket.close();
		}
	}

	/**
	 * Where a receiver hangs.
	 */
	enum Way {

		/** Nobody says where it is. */
		LOOKUP,

		/** Nobody accepts the connection. */
		CONNECT,

		/** Nobody answers the handshake. */
		HANDSHAKE,

		/** Nobody reads the request, and nobody answers. */
		ANSWER,

		/** The answer's header comes letter by letter. */
		HEADERS

	}

}
