package io.wxomedia.trace;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TraceScope}.
 */
class TraceScopeTests {

	private final ExecutorService other = Executors.newSingleThreadExecutor();

	@AfterEach
	void stop() {
		this.other.shutdownNow();
	}

	@Test
	void linesCarryTheOriginUntilTheScopeIsClosed() {
		Origin outer = new Origin(TraceParent.begin(), "request-1");
		Origin inner = new Origin(TraceParent.begin(), null);
		TraceScope scope = TraceScope.open(outer);
		assertCurrent(outer);
		TraceScope nested = TraceScope.open(inner);
		assertCurrent(inner);
		nested.close();
		assertCurrent(outer);
		scope.close();
		assertCurrent(null);
		assertThat(TraceScope.outgoing()).isEmpty();
	}

	@Test
	void eachRequestToSomebodyElseIsAStepOfItsOwn() {
		TraceParent trace = new TraceParent("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", 1, "a=b");
		TraceScope scope = TraceScope.open(new Origin(trace, null));
		Map<String, String> first = TraceScope.outgoing();
		Map<String, String> second = TraceScope.outgoing();
		scope.close();
		assertThat(first).containsOnlyKeys("traceparent", "tracestate").containsEntry("tracestate", "a=b");
		assertThat(first.get("traceparent")).startsWith("00-" + trace.traceId() + "-").endsWith("-01");
		assertThat(second.get("traceparent")).startsWith("00-" + trace.traceId() + "-")
			.isNotEqualTo(first.get("traceparent"));
	}

	@Test
	void workGoesOnInAnotherThreadAndLeavesNothingThere() throws Exception {
		Origin origin = new Origin(TraceParent.begin(), "request-2");
		TraceScope scope = TraceScope.open(origin);
		Callable<String> carried = TraceScope.carry(() -> {
			assertCurrent(origin);
			return MDC.get(TraceScope.REQUEST_ID);
		});
		scope.close();
		assertThat(this.other.submit(carried).get(60, TimeUnit.SECONDS)).isEqualTo("request-2");
		this.other.submit(() -> assertCurrent(null)).get(60, TimeUnit.SECONDS);
	}

	private static void assertCurrent(@Nullable Origin origin) {
		if (origin == null) {
			assertThat(TraceScope.current()).isEmpty();
		}
		else {
			assertThat(TraceScope.current()).contains(origin);
		}
		assertThat(MDC.get("trace_id")).isEqualTo((origin != null) ? origin.trace().traceId() : null);
		assertThat(MDC.get("request_id")).isEqualTo((origin != null) ? origin.requestId() : null);
	}

}
