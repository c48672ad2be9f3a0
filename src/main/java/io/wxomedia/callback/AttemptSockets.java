package io.wxomedia.callback;

import java.io.IOException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

import org.apache.hc.client5.http.io.DetachedSocketFactory;
import org.apache.hc.core5.io.Closer;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one attempt, which end with it. Cancelling the request is not enough: a
 * client that is cancelled while it connects goes on to the host's next address, and
 * nobody closes that connection.
 */
class AttemptSockets implements DetachedSocketFactory {

	private final List<Socket> sockets = new ArrayList<>();

	private boolean cut;

	@Override
	public synchronized Socket create(@Nullable Proxy proxy) throws IOException {
		if (this.cut) {
			throw new SocketTimeoutException("The attempt is over");
		}
		// Not even the JVM's SOCKS proxy: what was judged is what is connected to.
		Socket socket = new Socket(Proxy.NO_PROXY);
		this.sockets.add(socket);
		return socket;
	}

	/**
	 * Close every socket, now and from now on. Whatever uses one fails at once.
	 */
	synchronized void cut() {
		this.cut = true;
		for (Socket socket : this.sockets) {
			reset(socket);
		}
	}

	/**
	 * Return whether {@link #cut()} was called.
	 * @return {@code true} if so
	 */
	synchronized boolean isCut() {
		return this.cut;
	}

	private static void reset(Socket socket) {
		try {
			// What has not left yet must not be sent after the attempt has failed.
			socket.setSoLinger(true, 0);
		}
		catch (IOException ex) {
			// It is closed already, which is what matters.
		}
		finally {
			Closer.closeQuietly(socket);
		}
	}

}
