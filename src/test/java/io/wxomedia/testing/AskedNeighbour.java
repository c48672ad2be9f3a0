package io.wxomedia.testing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands before a server over HTTP/1.1 and passes requests on only once something holds
 * that must hold while somebody waits for an answer. Thread-safe.
 */
public final class AskedNeighbour implements AutoCloseable {

	private static final Duration PAUSE = Duration.ofMillis(1);

	private static final Pattern REQUEST = Pattern.compile("([A-Z]+ /\\S*) HTTP/1\\.1\r\n");

	private final TcpProxy proxy;

	private final Queue<String> asked = new ConcurrentLinkedQueue<>();

	private final Queue<String> impatient = new ConcurrentLinkedQueue<>();

	private AskedNeighbour(TcpProxy proxy) {
		this.proxy = proxy;
	}

	/**
	 * Stand before a server.
	 * @param target its port on 127.0.0.1
	 * @return what stands before it, which the caller closes
	 */
	public static AskedNeighbour before(int target) {
		return new AskedNeighbour(TcpProxy.to(target));
	}

	/**
	 * Return the port to ask.
	 * @return the port on 127.0.0.1
	 */
	public int port() {
		return this.proxy.port();
	}

	/**
	 * Forget what was asked, and from now on pass on what is sent once something holds.
	 * @param condition holds at some moment after a caller began to wait, if all is well
	 * @param patience how long it may not hold
	 */
	public void watch(BooleanSupplier condition, Duration patience) {
		this.asked.clear();
		this.impatient.clear();
		this.proxy.beforeAsking((piece) -> ask(new String(piece, StandardCharsets.ISO_8859_1), condition, patience));
	}

	private void ask(String piece, BooleanSupplier condition, Duration patience) {
		Matcher request = REQUEST.matcher(piece);
		String name = request.lookingAt() ? request.group(1) : "a part of a request";
		if (request.lookingAt()) {
			this.asked.add(name);
		}
		long deadline = System.nanoTime() + patience.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > deadline) {
				this.impatient.add(name);
				return;
			}
			LockSupport.parkNanos(PAUSE.toNanos());
		}
	}

	/**
	 * Return what was asked.
	 * @return method, path and query of each request
	 */
	public Collection<String> asked() {
		return List.copyOf(this.asked);
	}

	/**
	 * Return the requests during which the condition did not hold.
	 * @return method, path and query of each
	 */
	public Collection<String> impatient() {
		return List.copyOf(this.impatient);
	}

	@Override
	public void close() {
		this.proxy.close();
	}

}
