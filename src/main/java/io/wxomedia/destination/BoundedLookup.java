package io.wxomedia.destination;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Looks host names up without waiting for ever: the system's resolver has no timeout of
 * its own and holds a thread for as long as it likes. One lookup of a name serves all who
 * ask meanwhile, and names that were found before have threads of their own, so that
 * strange names which hang do not hold them up. Thread-safe.
 */
final class BoundedLookup implements AutoCloseable {

	private static final long IDLE_SECONDS = 30;

	private static final int THREADS_FOR_FOUND_NAMES = 16;

	private final HostResolver resolver;

	private final FoundNames found;

	private final Map<String, CompletableFuture<InetAddress[]>> lookups = new ConcurrentHashMap<>();

	private final ThreadPoolExecutor threads;

	private final ThreadPoolExecutor threadsForFoundNames;

	/**
	 * Create a lookup with threads of its own.
	 * @param resolver does the work
	 * @param name the name of its threads
	 * @param maxThreads how many lookups may hang at once
	 * @param waiting how many more may wait before others are refused
	 * @param found the names that were found before
	 */
	BoundedLookup(HostResolver resolver, String name, int maxThreads, int waiting, FoundNames found) {
		this.resolver = resolver;
		this.found = found;
		this.threads = threads(name, maxThreads, waiting);
		this.threadsForFoundNames = threads(name + "-found", THREADS_FOR_FOUND_NAMES, waiting);
	}

	private static ThreadPoolExecutor threads(String name, int most, int waiting) {
		CustomizableThreadFactory factory = new CustomizableThreadFactory(name + "-");
		factory.setDaemon(true);
		BlockingQueue<Runnable> queue = (waiting > 0) ? new LinkedBlockingQueue<>(waiting) : new SynchronousQueue<>();
		ThreadPoolExecutor threads = new ThreadPoolExecutor((waiting > 0) ? most : 0, most, IDLE_SECONDS,
				TimeUnit.SECONDS, queue, factory);
		if (waiting > 0) {
			threads.allowCoreThreadTimeOut(true);
		}
		return threads;
	}

	/**
	 * Begin to look a name up.
	 * @param name the name
	 * @return its addresses, at least one, some time or never; fails with
	 * {@link UnknownHostException} if it has none
	 */
	CompletableFuture<InetAddress[]> start(String name) {
		CompletableFuture<InetAddress[]> mine = new CompletableFuture<>();
		CompletableFuture<InetAddress[]> others = this.lookups.putIfAbsent(name, mine);
		if (others != null) {
			return others.copy();
		}
		try {
			(this.found.contains(name) ? this.threadsForFoundNames : this.threads).execute(() -> lookUp(name, mine));
		}
		catch (RejectedExecutionException ex) {
			this.lookups.remove(name, mine);
			mine.completeExceptionally(unknown(name + " could not be looked up: too many lookups hang", ex));
		}
		return mine.copy();
	}

	private void lookUp(String name, CompletableFuture<InetAddress[]> lookup) {
		try {
			InetAddress[] addresses = this.resolver.resolve(name);
			this.lookups.remove(name, lookup);
			if (addresses.length == 0) {
				throw new UnknownHostException(name);
			}
			this.found.add(name);
			lookup.complete(addresses);
		}
		catch (UnknownHostException ex) {
			fail(name, lookup, ex);
		}
		catch (RuntimeException | Error ex) {
			// Whoever asks for the name next would wait for this lookup.
			fail(name, lookup, unknown(name + " could not be looked up", ex));
		}
	}

	private void fail(String name, CompletableFuture<InetAddress[]> lookup, UnknownHostException ex) {
		this.lookups.remove(name, lookup);
		this.found.remove(name);
		lookup.completeExceptionally(ex);
	}

	/**
	 * Look a name up and wait for it.
	 * @param name the name
	 * @param patience the longest to wait
	 * @return its addresses, at least one
	 * @throws UnknownHostException if it has none, or they were not found in time
	 */
	InetAddress[] resolve(String name, Duration patience) throws UnknownHostException {
		try {
			return start(name).get(patience.toNanos(), TimeUnit.NANOSECONDS);
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
	}

	private static UnknownHostException unknown(String message, Throwable cause) {
		UnknownHostException unknown = new UnknownHostException(message);
		unknown.initCause(cause);
		return unknown;
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
		this.threadsForFoundNames.shutdownNow();
	}

}
