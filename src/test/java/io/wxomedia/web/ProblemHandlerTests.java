package io.wxomedia.web;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

import org.apache.catalina.connector.ClientAbortException;
import org.junit.jupiter.api.Test;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProblemHandler}.
 */
class ProblemHandlerTests {

	private final ProblemHandler handler = new ProblemHandler();

	@Test
	void brokenStorageIsNeverAnsweredAsSuccess() {
		ResponseEntity<ProblemDetail> answer = Objects
			.requireNonNull(this.handler.handleAnything(new IOException("No space left on device")));
		assertProblem(answer, 503, "storage_unavailable");
	}

	@Test
	void clientThatIsGoneIsNotAnswered() {
		assertThat(this.handler.handleAnything(new ClientAbortException())).isNull();
	}

	@Test
	void databaseThatDoesNotAnswerIsAskedForLater() {
		ResponseEntity<ProblemDetail> answer = this.handler.handleDatabase(new QueryTimeoutException("slow"));
		assertProblem(answer, 503, "database_unavailable");
		assertThat(answer.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("5");
	}

	@Test
	void unexpectedFailureTellsNothingOfTheInside() {
		ResponseEntity<ProblemDetail> answer = Objects
			.requireNonNull(this.handler.handleAnything(new IllegalStateException("secret")));
		assertProblem(answer, 500, "internal_error");
		assertThat(answer.toString()).doesNotContain("secret");
	}

	@Test
	void refusalSaysWhenToComeBack() {
		ResponseEntity<ProblemDetail> answer = this.handler.handle(new Refusal(HttpStatus.SERVICE_UNAVAILABLE,
				"queue_full", "The queue is full", Duration.ofMillis(200), null));
		assertProblem(answer, 503, "queue_full");
		assertThat(answer.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("1");
	}

	private static void assertProblem(ResponseEntity<ProblemDetail> answer, int status, String code) {
		assertThat(answer.getStatusCode().value()).isEqualTo(status);
		assertThat(answer.getBody()).satisfies((problem) -> {
			assertThat(problem.getProperties()).containsEntry("code", code);
			assertThat(problem.getDetail()).isNotBlank();
		});
	}

}
