package io.wxomedia.web;

import java.io.IOException;
import java.util.List;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.UrlPathHelper;

/**
 * Answers on an instance with {@code ROLE=worker} what says how it is, and refuses the
 * rest: whoever reaches it was sent the wrong way, and should hear of it at once.
 */
class WorkerFilter extends OncePerRequestFilter {

	private static final String DETAIL = "This instance runs with ROLE=worker: it works on jobs and takes no requests."
			+ " Send the request to an instance with ROLE=web or ROLE=all.";

	private static final List<OpenPath> ANSWERED = List.of(new OpenPath(null, "/health"),
			new OpenPath(null, "/preflight"), new OpenPath(null, "/actuator/**"));

	private final JsonMapper json;

	WorkerFilter(JsonMapper json) {
		this.json = json;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String path = UrlPathHelper.defaultInstance.getPathWithinApplication(request);
		if (ANSWERED.stream().anyMatch((answered) -> answered.matches(request.getMethod(), path))) {
			chain.doFilter(request, response);
			return;
		}
		response.setStatus(HttpStatus.SERVICE_UNAVAILABLE.value());
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		this.json.writeValue(response.getOutputStream(),
				Problems.of(HttpStatus.SERVICE_UNAVAILABLE, "worker_only", DETAIL));
	}

}
