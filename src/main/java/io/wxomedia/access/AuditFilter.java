package io.wxomedia.access;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Writes down whatever the holder of ADMIN_KEY changes, also where no endpoint does so
 * itself.
 */
class AuditFilter extends OncePerRequestFilter {

	private final Audit audit;

	AuditFilter(Audit audit) {
		this.audit = audit;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String result = "broken_off";
		try {
			chain.doFilter(request, response);
			result = request.isAsyncStarted() ? "pending" : Integer.toString(response.getStatus());
		}
		finally {
			if (Caller.ADMIN.equals(Caller.of(request)) && RateLimitFilter.changesSomething(request)
					&& !AuditLog.hasRecorded(request)) {
				this.audit.record(Caller.ADMIN, request.getMethod(), request.getRequestURI(), result);
			}
		}
	}

}
