package io.wxomedia.callback;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Looks host names up without waiting for ever: the system's resolver has no timeout of
 * its own.
 */
final class BoundedLookup implements AutoCloseable {

	private static final long IDLE_SECONDS = 30;

	private final HostResolver resolver;

	private final ThreadPoolExecutor threads;

	/**
	 * Create a lookup with threads of its own.
	 * @param resolver does the work
	 * @param name the name of its threads
	 * @param maxThreads how many lookups may hang at once before more are refused
	 */
	BoundedLookup(HostResolver resolver, String name, int maxThreads) {
		this.resolver = resolver;
		CustomizableThreadFactory factory = new CustomizableThreadFactory(name + "-");
		factory.setDaemon(true);
		this.threads = new ThreadPoolExecutor(0, maxThreads, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
				factory);
	}

	/**
	 * Look a name up.
	 * @param name the name
	 * @param patience the longest to wait
	 * @return its addresses, at least one
	 * @throws UnknownHostException if it has none, or they were not found in time
	 */
	InetAddress[] resolve(String name, Duration patience) throws UnknownHostException {
		Future<InetAddress[]> lookup = start(name);
		try {
			InetAddress[] addresses = lookup.get(patience.toNanos(), TimeUnit.NANOSECONDS);
			if (addresses.length == 0) {
				throw new UnknownHostException(name);
			}
			return addresses;
		}
		catch (TimeoutException ex) {
			throw unknown(name + " could not be looked up in time", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw unknown("The lookup of " + name + " was interrupted", ex);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof UnknownHostException unknown) ? unknown
					: unknown(name + " could not be looked up", ex);
		}
		finally {
			lookup.cancel(true);
		}
	}

	private Future<InetAddress[]> start(String name) throws UnknownHostException {
		try {
			return this.threads.submit(() -> this.resolver.resolve(name));
		}
		catch (RejectedExecutionException ex) {
			throw unknown(name + " could not be looked up: too many lookups hang", ex);
		}
	}

	private static UnknownHostException unknown(String message, Exception cause) {
		UnknownHostException unknown = new UnknownHostException(message);
		unknown.initCause(cause);
		return unknown;
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

}
