package io.wxomedia.processing;

import java.io.IOException;
import java.util.List;

import io.wxomedia.testing.EventStream;
import io.wxomedia.testing.EventStream.Message;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.RawConnection;
import io.wxomedia.testing.ServiceClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for live events over HTTP.
 */
class EventStreamTests extends ProcessingService {

	@Test
	void jobIsFollowedFromItsFirstEventToItsLastDelivery() {
		receiver.willAnswer(503, 200);
		String job = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		try (EventStream stream = EventStream.open(this.port, "/jobs/" + job + "/events")) {
			assertThat(stream.status()).isEqualTo(200);
			assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
			assertThat(stream.header("X-Accel-Buffering")).isEqualTo("no");
			assertThat(stream.awaitEnd(60)).isTrue();
			List<Message> messages = stream.messages();
			assertThat(messages).extracting((message) -> message.data().path("job_id").asString()).containsOnly(job);
			assertThat(messages).extracting(Message::seq).isSorted().doesNotHaveDuplicates();
			assertThat(messages).allSatisfy((message) -> {
				assertThat(message.data().path("seq").asLong()).isEqualTo(message.seq());
				assertThat(message.data().path("type").asString()).isEqualTo(message.event());
				assertThat(message.data().path("at").asString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
			});
			assertThat(messages.get(0).data().path("state").asString()).isEqualTo("queued");
			assertThat(messages).extracting(Message::event)
				.containsSubsequence("state", "state", "progress", "done", "delivery", "delivery");
			assertThat(messages.get(messages.size() - 1).data().path("state").asString()).isEqualTo("delivered");
		}
	}

	@Test
	void clientThatSendsNothingMoreGetsEventsAndEnd() throws IOException {
		String job = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		try (RawConnection client = RawConnection.to(this.port)) {
			client.send("GET /jobs/" + job + "/events HTTP/1.1\nHost: localhost\n\n").endOfInput();
			assertThat(client.readHead(PATIENCE)).startsWith("HTTP/1.1 200");
			assertThat(client.readAll(PATIENCE)).contains("event: done").endsWith("\r\n0\r\n\r\n");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 10\n\n", "Content-Length: 2\nExpect: 100-continue\n\n{}",
			"Transfer-Encoding: chunked\n\n2\n{}\n0\n\n" })
	void bodyOfStreamIsNeitherNeededNorWaitedFor(String rest) throws IOException {
		String job = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		try (RawConnection client = RawConnection.to(this.port)) {
			client.send("GET /jobs/" + job + "/events HTTP/1.1\nHost: localhost\n" + rest);
			assertThat(client.readHead(PATIENCE)).startsWith("HTTP/1.1 200");
			assertThat(client.readAll(PATIENCE)).contains("event: done").endsWith("\r\n0\r\n\r\n");
		}
	}

	@Test
	void readerThatComesBackGoesOnAndNothingFollowsTheEnd() {
		String job = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		List<Message> all;
		try (EventStream stream = EventStream.open(this.port, "/jobs/" + job + "/events")) {
			assertThat(stream.awaitEnd(60)).isTrue();
			all = stream.messages();
		}
		try (EventStream stream = EventStream.open(this.port, "/jobs/" + job + "/events", "Last-Event-ID",
				Long.toString(all.get(1).seq()))) {
			assertThat(stream.awaitEnd(60)).isTrue();
			assertThat(stream.messages()).isEqualTo(all.subList(2, all.size()));
		}
		try (EventStream stream = EventStream.open(this.port, "/jobs/" + job + "/events", "Last-Event-ID",
				Long.toString(all.get(all.size() - 1).seq()))) {
			assertThat(stream.status()).isEqualTo(204);
		}
	}

	@Test
	void allJobsAreFollowedFromNowOn() {
		String before = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		this.service.finished(before, PATIENCE);
		receiver.take(before, PATIENCE);
		Eventually.within(PATIENCE, () -> assertThat(this.service.job(before).path("callback").path("state").asString())
			.isEqualTo("delivered"));
		try (EventStream stream = EventStream.open(this.port, "/events")) {
			String job = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
			Eventually.within(PATIENCE,
					() -> assertThat(stream.messages()).extracting(Message::event).contains("done", "delivery"));
			assertThat(stream.messages()).extracting((message) -> message.data().path("job_id").asString())
				.containsOnly(job);
		}
	}

	@Test
	void lastEventIdThatIsNoneIsRefused() {
		ServiceClient.Answer answer = this.service.get("/events", "Last-Event-ID", "yesterday");
		assertThat(answer.status()).isEqualTo(422);
		assertThat(answer.code()).isEqualTo("invalid_last_event_id");
	}

	@Test
	void unknownJobHasNoStream() {
		assertThat(this.service.get("/jobs/00000000-0000-0000-0000-000000000000/events").status()).isEqualTo(404);
	}

}
