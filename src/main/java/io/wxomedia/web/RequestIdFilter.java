package io.wxomedia.web;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import io.wxomedia.trace.Origin;
import io.wxomedia.trace.TraceParent;
import io.wxomedia.trace.TraceScope;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives every request an id that its answer carries, and a place in a trace; its log
 * lines show both. A caller may bring them (X-Request-Id, traceparent).
 */
class RequestIdFilter extends OncePerRequestFilter {

	static final String HEADER = "X-Request-Id";

	private static final String ORIGIN = Origin.class.getName();

	private static final Pattern USABLE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		Origin origin = origin(request);
		response.setHeader(HEADER, origin.requestId());
		TraceScope scope = TraceScope.open(origin);
		try {
			chain.doFilter(request, response);
		}
		finally {
			scope.close();
		}
	}

	/**
	 * A request that is answered later, or whose error is, goes through here again.
	 */
	private static Origin origin(HttpServletRequest request) {
		if (request.getAttribute(ORIGIN) instanceof Origin before) {
			return before;
		}
		String given = request.getHeader(HEADER);
		String id = (given != null && USABLE.matcher(given).matches()) ? given : UUID.randomUUID().toString();
		Origin origin = new Origin(trace(request), id);
		request.setAttribute(ORIGIN, origin);
		return origin;
	}

	/**
	 * Two parents are none, by the specification; several states are one.
	 */
	private static TraceParent trace(HttpServletRequest request) {
		List<String> parents = Collections.list(request.getHeaders("traceparent"));
		List<String> states = Collections.list(request.getHeaders("tracestate"));
		return TraceParent.parse((parents.size() == 1) ? parents.get(0) : null, String.join(",", states))
			.map(TraceParent::child)
			.orElseGet(TraceParent::begin);
	}

	@Override
	protected boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

	@Override
	protected boolean shouldNotFilterErrorDispatch() {
		return false;
	}

}
