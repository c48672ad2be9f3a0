package io.wxomedia.server;

import io.swagger.v3.oas.annotations.Hidden;
import io.wxomedia.web.Refusal;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers what failed outside of the endpoints, in a filter or in the server, where the
 * server sends such requests to.
 */
@Hidden
@RestController
class ErrorAnswers implements ErrorController {

	@RequestMapping("${server.error.path:${error.path:/error}}")
	ResponseEntity<ProblemDetail> answer(HttpServletRequest request) {
		if (request.getDispatcherType() != DispatcherType.ERROR
				|| !(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status)) {
			throw Refusal.notFound("There is no such resource.");
		}
		if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof TransferRefused refused) {
			ResponseEntity.BodyBuilder answer = ResponseEntity.status(refused.status())
				.contentType(MediaType.APPLICATION_PROBLEM_JSON);
			if (refused.retryAfter() > 0) {
				answer.header(HttpHeaders.RETRY_AFTER, Integer.toString(refused.retryAfter()));
			}
			return answer.body(refused.problem());
		}
		return ResponseEntity.status(status)
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.body(ServerRefusals.explain(status));
	}

}
