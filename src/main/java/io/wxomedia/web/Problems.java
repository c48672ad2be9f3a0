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
public final class Problems {

	private Problems() {
	}

	/**
	 * Make a problem.
	 * @param status the status of the answer
	 * @param code the stable code
	 * @param detail what is wrong and how to mend it
	 * @return the problem, with the id of the request
	 */
	public static ProblemDetail of(HttpStatusCode status, String code, @Nullable String detail) {
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
	 * @param response the response
	 * @param json writes the problem
	 * @param problem what is wrong
	 * @throws IOException if the connection broke
	 */
	public static void send(HttpServletResponse response, JsonMapper json, ProblemDetail problem) throws IOException {
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
	public static String codeOf(HttpStatusCode status) {
		HttpStatus known = HttpStatus.resolve(status.value());
		return (known != null) ? known.name().toLowerCase(Locale.ROOT) : "error";
	}

}
