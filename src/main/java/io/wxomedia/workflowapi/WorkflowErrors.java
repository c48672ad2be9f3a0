package io.wxomedia.workflowapi;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import io.wxomedia.credits.InsufficientCredits;
import io.wxomedia.web.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers refusals in the words that callers of the workflow know, instead of a problem
 * detail.
 */
@RestControllerAdvice(basePackageClasses = WorkflowErrors.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class WorkflowErrors {

	@ExceptionHandler
	ResponseEntity<WorkflowError> handle(InvalidRequest invalid, HttpServletRequest request) {
		return answer(HttpStatus.BAD_REQUEST, new HttpHeaders(),
				new WorkflowError(success(request), "Invalid request data", null, invalid.issues(), null, null));
	}

	@ExceptionHandler
	ResponseEntity<WorkflowError> handle(InsufficientCredits poor, HttpServletRequest request) {
		return answer(HttpStatus.BAD_REQUEST, new HttpHeaders(), new WorkflowError(success(request),
				"Insufficient credits", null, null, poor.required(), poor.available()));
	}

	@ExceptionHandler
	ResponseEntity<WorkflowError> handle(UnknownWorkflow unknown) {
		return answer(HttpStatus.NOT_FOUND, new HttpHeaders(),
				new WorkflowError(null, "Workflow not found", null, null, null, null));
	}

	@ExceptionHandler
	ResponseEntity<WorkflowError> handle(Refusal refusal, HttpServletRequest request) {
		if ("invalid_json".equals(refusal.code())) {
			return handle(
					new InvalidRequest(List
						.of(new InvalidRequest.Issue(List.of(), String.valueOf(refusal.getMessage()), "invalid_json"))),
					request);
		}
		HttpHeaders headers = new HttpHeaders();
		if (refusal.retryAfter() != null) {
			headers.set(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, refusal.retryAfter().toSeconds())));
		}
		return answer(refusal.status(), headers, new WorkflowError(success(request),
				String.valueOf(refusal.getMessage()), refusal.code(), null, null, null));
	}

	private static ResponseEntity<WorkflowError> answer(HttpStatus status, HttpHeaders headers, WorkflowError error) {
		headers.setContentType(MediaType.APPLICATION_JSON);
		return new ResponseEntity<>(error, headers, status);
	}

	/**
	 * Answers that may say success say so where it is none.
	 */
	private static @Nullable Boolean success(HttpServletRequest request) {
		boolean says = "POST".equals(request.getMethod()) && !request.getRequestURI().endsWith("/cancel");
		return says ? Boolean.FALSE : null;
	}

	/**
	 * There is no such run, or none of the caller's.
	 */
	static final class UnknownWorkflow extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

	/**
	 * A refusal.
	 *
	 * @param success {@code false} where an answer says whether it is one
	 * @param error what is wrong
	 * @param code one stable word, where there is one
	 * @param details the fields that cannot be used
	 * @param required how many credits are needed
	 * @param available how many there are
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record WorkflowError(@Nullable Boolean success, @Schema(example = "Invalid request data") String error,
			@Nullable String code, @Nullable List<InvalidRequest.Issue> details, @Nullable Integer required,
			@Nullable Integer available) {

	}

}
