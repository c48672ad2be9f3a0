package io.wxomedia.web;

import java.io.IOException;
import java.util.Locale;

import io.wxomedia.trace.Origin;
import io.wxomedia.trace.TraceScope;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;

/**
 * Makes problem details that carry a stable code.
 */
final class Problems {

	private Problems() {
	}

	static ProblemDetail of(HttpStatusCode status, String code, @Nullable String detail) {
		ProblemDetail problem = ProblemDetail.forStatus(status);
		problem.setDetail(detail);
		return complete(problem, code);
	}

	/**
	 * Add what every problem carries: its code, and the id under which the log tells of
	 * the request.
	 */
	static ProblemDetail complete(ProblemDetail problem, String code) {
		problem.setProperty("code", code);
		TraceScope.current().map(Origin::requestId).ifPresent((id) -> problem.setProperty("request_id", id));
		return problem;
	}

	/**
	 * Answer a request that goes no further than a filter.
	 */
	static void send(HttpServletResponse response, JsonMapper json, ProblemDetail problem) throws IOException {
		byte[] body = json.writeValueAsBytes(problem);
		response.setStatus(problem.getStatus());
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

	/**
	 * Return the code of a failure that the framework found, such as a wrong method.
	 * @param status the status of the answer
	 * @return the reason phrase in lower case, for instance {@code method_not_allowed}
	 */
	static String codeOf(HttpStatusCode status) {
		HttpStatus known = HttpStatus.resolve(status.value());
		return (known != null) ? known.name().toLowerCase(Locale.ROOT) : "error";
	}

}
