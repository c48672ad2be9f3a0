package io.wxomedia.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

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
 */
public final class HandedOverConnection implements InternalHttpUpgradeHandler, StreamConnection {

	private static final Logger logger = LoggerFactory.getLogger(HandedOverConnection.class);

	private static final byte[] LINE_END = { '\r', '\n' };

	private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	/**
	 * Who sends more than this on a stream that only goes the other way is let go.
	 */
	private static final int MOST_READ = 16 * 1024;

	private final AtomicBoolean closed = new AtomicBoolean();

	private volatile @Nullable Listener listener;

	private volatile @Nullable SocketWrapperBase<?> socket;

	private volatile boolean finishing;

	private boolean chunked;

	private int read;

	/**
	 * Create a connection that is nobody's yet.
	 */
	public HandedOverConnection() {
		// The server makes it by reflection.
	}

	void serve(boolean chunks, Listener told) {
		this.chunked = chunks;
		this.listener = told;
	}

	@Override
	public void setSocketWrapper(SocketWrapperBase<?> wrapper) {
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
		try {
			boolean lives = switch (event) {
				case OPEN_READ -> isStillThere();
				case OPEN_WRITE -> writeOn();
				default -> false;
			};
			if (lives && !this.closed.get()) {
				return SocketState.UPGRADED;
			}
		}
		catch (IOException ex) {
			logger.debug("A stream's client is gone: {}", ex.toString());
		}
		destroy();
		return SocketState.CLOSED;
	}

	private boolean isStillThere() throws IOException {
		SocketWrapperBase<?> connection = this.socket;
		byte[] nowhere = new byte[1024];
		int count = (connection != null) ? connection.read(false, nowhere, 0, nowhere.length) : -1;
		while (connection != null && count > 0 && this.read <= MOST_READ) {
			this.read += count;
			count = connection.read(false, nowhere, 0, nowhere.length);
		}
		return count == 0;
	}

	private boolean writeOn() throws IOException {
		if (!flushed()) {
			return true;
		}
		if (this.finishing) {
			return false;
		}
		Listener told = this.listener;
		if (told != null) {
			told.writable();
		}
		return true;
	}

	@Override
	public boolean isReady() {
		SocketWrapperBase<?> connection = this.socket;
		return connection != null && !this.closed.get() && connection.isReadyForWrite();
	}

	@Override
	public void write(byte[] bytes) throws IOException {
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

	private boolean flushed() throws IOException {
		SocketWrapperBase<?> connection = open();
		boolean left = connection.flush(false);
		if (left) {
			connection.registerWriteInterest();
		}
		return !left;
	}

	private SocketWrapperBase<?> open() throws IOException {
		SocketWrapperBase<?> connection = this.socket;
		if (connection == null || this.closed.get()) {
			throw new IOException("The connection is closed");
		}
		return connection;
	}

	@Override
	public void finish() {
		try {
			SocketWrapperBase<?> connection = open();
			if (this.chunked) {
				connection.write(false, LAST_CHUNK, 0, LAST_CHUNK.length);
			}
			this.finishing = true;
			if (flushed()) {
				close();
			}
		}
		catch (IOException ex) {
			close();
		}
	}

	@Override
	public void close() {
		SocketWrapperBase<?> connection = this.socket;
		if (this.closed.compareAndSet(false, true) && connection != null) {
			connection.close();
		}
	}

	@Override
	public void destroy() {
		this.closed.set(true);
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
