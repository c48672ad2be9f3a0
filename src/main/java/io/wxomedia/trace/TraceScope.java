package io.wxomedia.trace;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The time that a thread works on something with a known origin. Until it is closed, log
 * lines of the thread carry {@code trace_id} and {@code request_id}.
 */
public final class TraceScope implements AutoCloseable {

	/**
	 * The key under which log lines carry the id of the request.
	 */
	public static final String REQUEST_ID = "request_id";

	private static final String TRACE_ID = "trace_id";

	private static final ThreadLocal<@Nullable Origin> CURRENT = new ThreadLocal<>();

	private final @Nullable Origin outer;

	private TraceScope(@Nullable Origin outer) {
		this.outer = outer;
	}

	/**
	 * Begin to work on something.
	 * @param origin where it comes from
	 * @return the scope, which the same thread closes
	 */
	public static TraceScope open(Origin origin) {
		TraceScope scope = new TraceScope(CURRENT.get());
		set(origin);
		return scope;
	}

	/**
	 * Return where the work of this thread comes from.
	 * @return the origin, or nothing outside of any scope
	 */
	public static Optional<Origin> current() {
		return Optional.ofNullable(CURRENT.get());
	}

	/**
	 * Return the headers that a request to somebody else carries: the trace of this
	 * thread's work, with a span id of the request's own.
	 * @return names and values; empty outside of any scope
	 */
	public static Map<String, String> outgoing() {
		Map<String, String> headers = new LinkedHashMap<>();
		current().map(Origin::trace).ifPresent((trace) -> {
			headers.put("traceparent", trace.child().header());
			if (trace.state() != null) {
				headers.put("tracestate", trace.state());
			}
		});
		return headers;
	}

	/**
	 * Let the work of this thread go on in another one.
	 * @param <T> what comes of it
	 * @param work the work
	 * @return the same work within the scope that this thread is in now
	 */
	public static <T extends @Nullable Object> Callable<T> carry(Callable<T> work) {
		Optional<Origin> origin = current();
		return () -> {
			if (origin.isEmpty()) {
				return work.call();
			}
			TraceScope scope = open(origin.get());
			try {
				return work.call();
			}
			finally {
				scope.close();
			}
		};
	}

	/**
	 * Let the work of this thread go on in another one, with what that one finds out.
	 * @param <T> what it finds out
	 * @param work the work
	 * @return the same work within the scope that this thread is in now
	 */
	public static <T> Consumer<T> carry(Consumer<T> work) {
		Optional<Origin> origin = current();
		return (found) -> {
			if (origin.isEmpty()) {
				work.accept(found);
				return;
			}
			TraceScope scope = open(origin.get());
			try {
				work.accept(found);
			}
			finally {
				scope.close();
			}
		};
	}

	private static void set(@Nullable Origin origin) {
		if (origin == null) {
			CURRENT.remove();
			MDC.remove(TRACE_ID);
			MDC.remove(REQUEST_ID);
			return;
		}
		CURRENT.set(origin);
		MDC.put(TRACE_ID, origin.trace().traceId());
		if (origin.requestId() != null) {
			MDC.put(REQUEST_ID, origin.requestId());
		}
		else {
			MDC.remove(REQUEST_ID);
		}
	}

	@Override
	public void close() {
		set(this.outer);
	}

}
