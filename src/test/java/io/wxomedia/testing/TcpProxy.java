package io.wxomedia.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Stands between the service and a server, and lets the network fail: connections break,
 * packets are dropped without a word, or everything takes longer.
 */
public final class TcpProxy implements AutoCloseable {

	private final ServerSocket listener;

	private final int target;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private boolean holding;

	private volatile boolean refusing;

	private volatile Duration delay = Duration.ZERO;

	private volatile Consumer<byte[]> beforeAsking = (piece) -> {
	};

	private TcpProxy(ServerSocket listener, int target) {
		this.listener = listener;
		this.target = target;
		this.threads.execute(this::accept);
	}

	/**
	 * Start a proxy on a free port of 127.0.0.1.
	 * @param target the port on 127.0.0.1 that it leads to
	 * @return the running proxy, which the caller closes
	 */
	public static TcpProxy to(int target) {
		try {
			return new TcpProxy(new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1")), target);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the port.
	 * @return the port
	 */
	public int port() {
		return this.listener.getLocalPort();
	}

	/**
	 * Break all connections and each one that is made from now on.
	 */
	public void cut() {
		this.refusing = true;
		this.sockets.forEach(TcpProxy::close);
	}

	/**
	 * Pass nothing on from now on, without a word: connections stay, answers never come.
	 */
	public void hang() {
		hold(true);
	}

	/**
	 * Pass each piece on later from now on.
	 * @param time how much later
	 */
	public void slowDown(Duration time) {
		this.delay = time;
	}

	/**
	 * Show each piece that a client sends, before it is passed on.
	 * @param listener takes its bytes, and may keep it waiting
	 */
	public void beforeAsking(Consumer<byte[]> listener) {
		this.beforeAsking = listener;
	}

	/**
	 * Let everything through again. Connections that hung are broken, as by a router that
	 * has forgotten them.
	 */
	public void mend() {
		this.delay = Duration.ZERO;
		this.sockets.forEach(TcpProxy::close);
		this.refusing = false;
		hold(false);
	}

	private void hold(boolean hold) {
		this.lock.lock();
		try {
			this.holding = hold;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void awaitRelease() throws InterruptedException {
		this.lock.lock();
		try {
			while (this.holding) {
				this.changed.await();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				Socket client = this.listener.accept();
				if (this.refusing) {
					close(client);
				}
				else {
					connect(client);
				}
			}
			catch (IOException ex) {
				// The proxy was closed, or the server is not there: the client sees it.
			}
		}
	}

	private void connect(Socket client) throws IOException {
		this.sockets.add(client);
		try {
			Socket server = new Socket(InetAddress.getByName("127.0.0.1"), this.target);
			this.sockets.add(server);
			this.threads.execute(() -> pass(client, server, (piece) -> this.beforeAsking.accept(piece)));
			this.threads.execute(() -> pass(server, client, (piece) -> {
			}));
		}
		catch (IOException ex) {
			close(client);
			throw ex;
		}
	}

	private void pass(Socket from, Socket to, Consumer<byte[]> before) {
		byte[] buffer = new byte[64 * 1024];
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			int count = in.read(buffer);
			while (count >= 0) {
				delay();
				awaitRelease();
				before.accept(Arrays.copyOf(buffer, count));
				out.write(buffer, 0, count);
				count = in.read(buffer);
			}
		}
		catch (IOException ex) {
			// One side is gone, and by closing both the other side learns of it.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.sockets.remove(from);
			this.sockets.remove(to);
		}
	}

	private void delay() throws InterruptedException {
		long until = System.nanoTime() + this.delay.toNanos();
		this.lock.lock();
		try {
			long left = until - System.nanoTime();
			while (left > 0 && !this.delay.isZero()) {
				left = this.changed.awaitNanos(left);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.sockets.forEach(TcpProxy::close);
		this.threads.shutdownNow();
	}

}
