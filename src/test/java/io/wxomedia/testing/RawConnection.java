package io.wxomedia.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A connection on which anything can be sent, also what no HTTP client would.
 */
public final class RawConnection implements AutoCloseable {

	private final Socket socket;

	private RawConnection(Socket socket) {
		this.socket = socket;
	}

	/**
	 * Connect to the service.
	 * @param port its port on 127.0.0.1
	 * @return the connection, which the caller closes
	 * @throws IOException if nobody listens there
	 */
	public static RawConnection to(int port) throws IOException {
		return new RawConnection(new Socket("127.0.0.1", port));
	}

	/**
	 * Connect to the service as a client that takes in very little unless it reads.
	 * @param port its port on 127.0.0.1
	 * @return the connection, which the caller closes
	 * @throws IOException if nobody listens there
	 */
	public static RawConnection withSmallBuffer(int port) throws IOException {
		Socket socket = new Socket();
		socket.setReceiveBufferSize(4 * 1024);
		socket.connect(new InetSocketAddress("127.0.0.1", port));
		return new RawConnection(socket);
	}

	/**
	 * Send text.
	 * @param text the text; line feeds are sent as CR LF
	 * @return this connection
	 * @throws IOException if the other side has closed
	 */
	public RawConnection send(String text) throws IOException {
		return send(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
	}

	/**
	 * Send bytes as they are.
	 * @param bytes the bytes
	 * @return this connection
	 * @throws IOException if the other side has closed
	 */
	public RawConnection send(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
		this.socket.getOutputStream().flush();
		return this;
	}

	/**
	 * Send nothing more.
	 * @return this connection
	 * @throws IOException if the other side has closed
	 */
	public RawConnection endOfInput() throws IOException {
		this.socket.shutdownOutput();
		return this;
	}

	/**
	 * Read one head, up to its empty line, and nothing of what follows.
	 * @param patience the longest to wait for each part
	 * @return the head
	 * @throws IOException if the connection ends or nothing comes
	 */
	public String readHead(Duration patience) throws IOException {
		this.socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			int next = this.socket.getInputStream().read();
			if (next < 0) {
				throw new EOFException("The connection ended after: " + head);
			}
			head.append((char) next);
		}
		return head.toString();
	}

	/**
	 * Read until the other side closes.
	 * @param patience the longest to wait for each part
	 * @return all that came, head and body
	 * @throws IOException if the connection is reset or nothing comes
	 */
	public String readAll(Duration patience) throws IOException {
		this.socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		InputStream in = this.socket.getInputStream();
		in.transferTo(all);
		return all.toString(StandardCharsets.UTF_8);
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
