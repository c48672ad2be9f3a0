package io.wxomedia.server;

import java.io.IOException;

import io.wxomedia.web.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses paths and queries whose encoding is broken, before an endpoint reads them.
 */
class RequestTargetFilter extends OncePerRequestFilter {

	private final JsonMapper json;

	RequestTargetFilter(JsonMapper json) {
		this.json = json;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String query = request.getQueryString();
		if (refuse(response, "invalid_path", "path", RequestTarget.fault(request.getRequestURI()))
				|| query != null && refuse(response, "invalid_query", "query", RequestTarget.fault(query))) {
			return;
		}
		chain.doFilter(request, response);
	}

	private boolean refuse(HttpServletResponse response, String code, String part, @Nullable String fault)
			throws IOException {
		if (fault == null) {
			return false;
		}
		Problems.send(response, this.json, Problems.of(HttpStatus.BAD_REQUEST, code,
				"The " + part + " of the address cannot be read: " + fault + "."));
		return true;
	}

}
