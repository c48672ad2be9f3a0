package io.wxomedia.processing;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import io.wxomedia.testing.CallbackReceiver.Callback;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the trace and the id of a request on its way through job, provider call,
 * callback and log.
 */
@ExtendWith(OutputCaptureExtension.class)
class TracingTests extends UsualSettings {

	private final String trace = UUID.randomUUID().toString().replace("-", "");

	private final String request = "request-" + UUID.randomUUID();

	@Test
	void traceGoesFromTheRequestToProviderAndCallback() {
		provider.willInTurn(OpenAiStub.failure(OpenAiStub.Error.SERVER_ERROR), OpenAiStub.success(TestImages.png()));
		receiver.willAnswer(503);
		String job = accepted(ServiceClient.SINGLE_B64, ServiceClient.single());
		Callback first = receiver.take(job, PATIENCE);
		Callback second = receiver.take(job, PATIENCE);
		List<String> parents = new ArrayList<>();
		provider.edits().forEach((edit) -> {
			parents.add(edit.getHeader("traceparent"));
			assertThat(edit.getHeader("tracestate")).isEqualTo("rojo=1,congo=2");
		});
		for (Callback callback : List.of(first, second)) {
			parents.add(callback.header("traceparent"));
			assertThat(callback.header("tracestate")).isEqualTo("rojo=1,congo=2");
		}
		assertThat(parents).hasSize(4)
			.doesNotHaveDuplicates()
			.allSatisfy((parent) -> assertThat(parent).matches("00-" + this.trace + "-[0-9a-f]{16}-01")
				.doesNotContain("00f067aa0ba902b7"));
		assertThat(second.body()).isEqualTo(first.body());
	}

	@Test
	void traceGoesToEveryImageOfABatch() {
		Stream.of("in/a.png", "in/b.png", "in/c.png").forEach((key) -> put(INPUTS, key, TestImages.png()));
		String job = accepted(ServiceClient.BATCH, ServiceClient.batch("p"));
		receiver.take(job, PATIENCE);
		assertThat(provider.edits()).hasSize(3)
			.allSatisfy((edit) -> assertThat(edit.getHeader("traceparent")).contains(this.trace));
	}

	@Test
	void linesOfRequestJobAndDeliveryCarryTheBeginningOfTheRequestsId(CapturedOutput output) {
		String job = accepted(ServiceClient.SINGLE_B64, ServiceClient.single());
		receiver.take(job, PATIENCE);
		Eventually.within(PATIENCE, () -> assertThat(output.getOut()).contains("HTTP 200 job_id=" + job));
		String ids = "[" + this.request.substring(0, 8) + "] ";
		assertThat(output.getOut()
			.lines()
			.filter((line) -> line.contains("job_id=" + job))
			.filter((line) -> Stream.of("[ACCEPTED]", "[FINISHED]", "attempt  :").anyMatch(line::contains))).hasSize(3)
			.allSatisfy((line) -> assertThat(line).contains(ids));
		assertThat(output.getOut()).doesNotContain("[] ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "garbage", "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
			"ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" })
	void malformedTraceIsIgnoredAndAnotherOneBegun(String malformed) {
		Answer answer = this.service.post(ServiceClient.SINGLE_B64, ServiceClient.single(), "callbackUrl",
				receiver.url(), "traceparent", malformed, "tracestate", "rojo=1");
		assertThat(answer.status()).isEqualTo(202);
		Callback callback = receiver.take(text(answer.json(), "job_id"), PATIENCE);
		String parent = callback.header("traceparent");
		assertThat(parent).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00")
			.doesNotContain("4bf92f3577b34da6a3ce929d0e0e4736");
		assertThat(provider.edits().get(0).getHeader("traceparent")).contains(parent.substring(3, 35));
		assertThat(callback.headers()).doesNotContainKey("tracestate");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/jobs/00000000-0000-4000-8000-000000000000", "/jobs/x", "/nothing",
			"/process-image-async-b64" })
	void problemNamesItsRequest(String path) {
		Answer given = this.service.get(path, "X-Request-Id", this.request);
		assertThat(given.status()).isGreaterThanOrEqualTo(400);
		assertThat(text(given.json(), "request_id")).isEqualTo(this.request);
		assertThat(given.header("X-Request-Id")).isEqualTo(this.request);
		Answer made = this.service.get(path, "X-Request-Id", "not usable");
		assertThat(text(made.json(), "request_id")).isNotBlank().isEqualTo(made.header("X-Request-Id"));
	}

	private String accepted(String path, String body) {
		Answer answer = this.service.post(path, body, "callbackUrl", receiver.url(), "X-Request-Id", this.request,
				"traceparent", "00-" + this.trace + "-00f067aa0ba902b7-01", "tracestate", "rojo=1,congo=2");
		assertThat(answer.status()).isEqualTo(202);
		return text(answer.json(), "job_id");
	}

}
