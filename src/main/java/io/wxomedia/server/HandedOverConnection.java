package io.wxomedia.server;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.wxomedia.event.StreamConnection;
import jakarta.servlet.http.WebConnection;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that the server has handed over after the head of an answer, as it does
 * for a WebSocket: the processor and its buffers serve other requests, and what is left
 * is the socket. Writes the chunks of HTTP/1.1 itself (RFC 9112, section 7.1), so that a
 * client tells a stream that ended from one that broke off. Public since the server makes
 * it.
 * <p>
 * The socket is closed by the server only, as the answer to one of its events: what is
 * closed while the server works on an event stays in its lists for good, and the buffers
 * of a closed socket go to another connection, so nobody may be writing to them.
 */
public final class HandedOverConnection implements InternalHttpUpgradeHandler, StreamConnection {

	private static final Logger logger = LoggerFactory.getLogger(HandedOverConnection.class);

	private static final byte[] LINE_END = { '\r', '\n' };

	private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	/**
	 * What is read and thrown away: a body that nobody asked for, further requests. Who
	 * sends more on a stream that only goes the other way is not read any more.
	 */
	private static final int MOST_READ = 1024 * 1024;

	private volatile @Nullable Listener listener;

	private @Nullable SocketWrapperBase<?> socket;

	private boolean closed;

	private boolean finishing;

	private boolean chunked;

	/**
	 * Used by the server's threads only, one at a time.
	 */
	private int read;

	/**
	 * Create a connection that is nobody's yet.
	 */
	public HandedOverConnection() {
		// The server makes it by reflection.
	}

	synchronized void serve(boolean chunks, Listener told) {
		this.chunked = chunks;
		this.listener = told;
	}

	@Override
	public synchronized void setSocketWrapper(SocketWrapperBase<?> wrapper) {
		this.socket = wrapper;
	}

	@Override
	public void init(@Nullable WebConnection connection) {
		Listener told = this.listener;
		if (told != null) {
			told.writable();
		}
	}

	@Override
	public SocketState upgradeDispatch(SocketEvent event) {
		SocketState state = SocketState.CLOSED;
		try {
			state = switch (event) {
				case OPEN_READ -> readOn();
				case OPEN_WRITE -> writeOn();
				default -> SocketState.CLOSED;
			};
		}
		catch (IOException ex) {
			logger.debug("A stream's client is gone: {}", ex.toString());
		}
		if (state == SocketState.CLOSED || isClosed()) {
			destroy();
			return SocketState.CLOSED;
		}
		return state;
	}

	/**
	 * A client that sends nothing more may still read. Its end of input would be reported
	 * again and again, so the server is told not to look for input any more.
	 */
	private SocketState readOn() throws IOException {
		SocketWrapperBase<?> connection = open();
		byte[] nowhere = new byte[1024];
		int count;
		try {
			do {
				count = connection.read(false, nowhere, 0, nowhere.length);
				this.read += Math.max(count, 0);
			}
			while (count > 0 && this.read < MOST_READ);
		}
		catch (EOFException ex) {
			count = -1;
		}
		if (count == 0) {
			return SocketState.UPGRADED;
		}
		Listener told = this.listener;
		if (told != null) {
			told.quiet();
		}
		return SocketState.SUSPENDED;
	}

	private SocketState writeOn() throws IOException {
		if (flushed()) {
			if (isFinishing()) {
				return SocketState.CLOSED;
			}
			Listener told = this.listener;
			if (told != null) {
				told.writable();
			}
		}
		return SocketState.UPGRADED;
	}

	@Override
	public synchronized boolean isReady() {
		SocketWrapperBase<?> connection = this.socket;
		return connection != null && !this.closed && connection.isReadyForWrite();
	}

	@Override
	public synchronized void write(byte[] bytes) throws IOException {
		SocketWrapperBase<?> connection = open();
		if (this.chunked) {
			byte[] head = (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
			connection.write(false, head, 0, head.length);
			connection.write(false, bytes, 0, bytes.length);
			connection.write(false, LINE_END, 0, LINE_END.length);
		}
		else {
			connection.write(false, bytes, 0, bytes.length);
		}
	}

	@Override
	public void flush() throws IOException {
		flushed();
	}

	private synchronized boolean flushed() throws IOException {
		SocketWrapperBase<?> connection = open();
		boolean left = connection.flush(false);
		if (left) {
			connection.registerWriteInterest();
		}
		return !left;
	}

	private synchronized SocketWrapperBase<?> open() throws IOException {
		SocketWrapperBase<?> connection = this.socket;
		if (connection == null || this.closed) {
			throw new IOException("The connection is closed");
		}
		return connection;
	}

	private synchronized boolean isFinishing() {
		return this.finishing;
	}

	private synchronized boolean isClosed() {
		return this.closed;
	}

	@Override
	public void finish() {
		boolean sent;
		try {
			sent = sendEnd();
		}
		catch (IOException ex) {
			logger.debug("A stream's client is gone before its end: {}", ex.toString());
			sent = true;
		}
		if (sent) {
			close();
		}
	}

	private synchronized boolean sendEnd() throws IOException {
		if (!this.finishing) {
			SocketWrapperBase<?> connection = open();
			this.finishing = true;
			if (this.chunked) {
				connection.write(false, LAST_CHUNK, 0, LAST_CHUNK.length);
			}
		}
		return flushed();
	}

	@Override
	public void close() {
		SocketWrapperBase<?> connection;
		synchronized (this) {
			if (this.closed) {
				return;
			}
			this.closed = true;
			connection = this.socket;
		}
		// A thread of the server that is at work on the connection sees it at the end of
		// its event. Any other asks for an event of its own, which waits its turn.
		if (connection != null && !connection.getLock().isHeldByCurrentThread()) {
			connection.processSocket(SocketEvent.DISCONNECT, true);
		}
	}

	/**
	 * Called before the socket is closed, however it came to that.
	 */
	@Override
	public void destroy() {
		synchronized (this) {
			this.closed = true;
		}
		Listener told = this.listener;
		if (told != null) {
			told.gone();
		}
	}

	@Override
	public void timeoutAsync(long now) {
		// Whoever writes the stream sees whether the client takes it.
	}

	@Override
	public void setSslSupport(@Nullable SSLSupport sslSupport) {
		// Nothing is asked of it.
	}

	@Override
	public void pause() {
		// The stream ends with the service.
	}

}
