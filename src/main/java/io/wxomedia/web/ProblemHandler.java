package io.wxomedia.web;

import java.io.IOException;
import java.io.UncheckedIOException;

import org.apache.catalina.connector.ClientAbortException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MissingPathVariableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Answers every failure with a problem detail (RFC 9457) that carries a stable code.
 */
@RestControllerAdvice
class ProblemHandler extends ResponseEntityExceptionHandler {

	private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

	@ExceptionHandler
	ResponseEntity<ProblemDetail> handle(Refusal refusal) {
		HttpHeaders headers = new HttpHeaders();
		if (refusal.retryAfter() != null) {
			headers.set(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, refusal.retryAfter().toSeconds())));
		}
		return answer(refusal.status(), headers, Problems.of(refusal.status(), refusal.code(), refusal.getMessage()));
	}

	/**
	 * Nothing was accepted, and the same request may work in a moment.
	 */
	@ExceptionHandler({ DataAccessException.class, TransactionException.class })
	ResponseEntity<ProblemDetail> handleDatabase(Exception failure) {
		log.error("The database failed; the request is answered 503", failure);
		HttpHeaders headers = new HttpHeaders();
		headers.set(HttpHeaders.RETRY_AFTER, "5");
		return answer(HttpStatus.SERVICE_UNAVAILABLE, headers, Problems.of(HttpStatus.SERVICE_UNAVAILABLE,
				"database_unavailable",
				"The service's database does not answer. If this was work to be done, repeat the request with an"
						+ " Idempotency-Key, so that it is done once."));
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> handle(MethodArgumentTypeMismatchException failure) {
		return answer(HttpStatus.NOT_FOUND, new HttpHeaders(), malformedIdentifier());
	}

	/**
	 * The server found parameters that it cannot read, in a body that is a form: those of
	 * the query were looked at before.
	 */
	@ExceptionHandler
	ResponseEntity<ProblemDetail> handle(InvalidParameterException failure) {
		log.debug("Parameters cannot be read: {}", failure.toString());
		return answer(HttpStatus.BAD_REQUEST, new HttpHeaders(),
				Problems.of(HttpStatus.BAD_REQUEST, "invalid_parameters",
						"The parameters of the query or the form cannot be read: there are more than 1000, or their"
								+ " percent-encoding is broken."));
	}

	/**
	 * An identifier of white space is no identifier.
	 */
	@Override
	protected @Nullable ResponseEntity<Object> handleMissingPathVariable(MissingPathVariableException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		return ResponseEntity.status(HttpStatus.NOT_FOUND)
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.body(malformedIdentifier());
	}

	private static ProblemDetail malformedIdentifier() {
		return Problems.of(HttpStatus.NOT_FOUND, "not_found",
				"There is no such resource: the identifier is malformed.");
	}

	/**
	 * The disk is full, or the database that keeps payloads does not answer.
	 */
	@ExceptionHandler
	ResponseEntity<ProblemDetail> handle(UncheckedIOException failure) {
		log.error("A payload could not be stored; the request is answered 503", failure);
		HttpHeaders headers = new HttpHeaders();
		headers.set(HttpHeaders.RETRY_AFTER, "30");
		return answer(HttpStatus.SERVICE_UNAVAILABLE, headers, Problems.of(HttpStatus.SERVICE_UNAVAILABLE,
				"storage_unavailable", "The service cannot store or read the image at the moment; try again later."));
	}

	@ExceptionHandler
	@Nullable ResponseEntity<ProblemDetail> handleAnything(Exception failure) {
		if (failure instanceof ClientAbortException) {
			log.debug("The connection to the client broke: {}", failure.toString());
			return null;
		}
		if (failure instanceof IOException storage) {
			return handle(new UncheckedIOException(storage));
		}
		log.error("A request failed unexpectedly", failure);
		return answer(HttpStatus.INTERNAL_SERVER_ERROR, new HttpHeaders(), Problems.of(HttpStatus.INTERNAL_SERVER_ERROR,
				"internal_error", "The service failed unexpectedly; its log says why."));
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleExceptionInternal(Exception ex, @Nullable Object body,
			HttpHeaders headers, HttpStatusCode statusCode, WebRequest request) {
		ProblemDetail problem = problem(ex, body, statusCode);
		Problems.complete(problem, Problems.codeOf(statusCode));
		HttpHeaders all = new HttpHeaders();
		all.putAll(headers);
		all.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
		return new ResponseEntity<>(problem, all, statusCode);
	}

	private ProblemDetail problem(Exception ex, @Nullable Object body, HttpStatusCode statusCode) {
		if (body instanceof ProblemDetail given) {
			return given;
		}
		if (ex instanceof ErrorResponse known) {
			return known.updateAndGetBody(getMessageSource(), LocaleContextHolder.getLocale());
		}
		return ProblemDetail.forStatus(statusCode);
	}

	private static ResponseEntity<ProblemDetail> answer(HttpStatus status, HttpHeaders headers, ProblemDetail problem) {
		headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
		return new ResponseEntity<>(problem, headers, status);
	}

}
