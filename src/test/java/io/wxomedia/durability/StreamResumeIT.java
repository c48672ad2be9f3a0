package io.wxomedia.durability;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.wxomedia.testing.EventStream;
import io.wxomedia.testing.EventStream.Message;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.ServiceProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for live events whose instance is killed in the middle of the stream.
 */
@Tag("slow")
class StreamResumeIT {

	private static final int SECONDS = 120;

	@RegisterExtension
	final Stage stage = new Stage();

	@Test
	void streamThatAKillCutsOffGoesOnElsewhereAndAfterTheRestartWithoutAGap() throws IOException {
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
			this.stage.provider().hold((edit) -> true);
			ServiceProcess dying = start(postgres, "dying");
			String job = this.stage.submit(dying.client(), "followed");
			this.stage.awaitCalls("followed", 1);
			ServiceProcess living = start(postgres, "living");
			List<Message> seen = cutOff(dying, "/jobs/" + job + "/events");
			this.stage.provider().holdNoMore();
			this.stage.provider().letGo();
			List<Message> elsewhere = rest(living, job, seen);
			ServiceProcess again = start(postgres, "dying");
			List<Message> whole = rest(again, job, List.of());
			assertThat(rest(again, job, seen)).isEqualTo(elsewhere);
			List<Message> together = new ArrayList<>(seen);
			together.addAll(elsewhere);
			assertThat(together).isEqualTo(whole);
			assertThat(whole).extracting(Message::seq).isSorted().doesNotHaveDuplicates();
			assertThat(whole).extracting(Message::event).containsSubsequence("state", "done", "delivery");
			assertThat(this.stage.deliveries(job)).hasSize(1);
		}
	}

	/**
	 * Follow a job until it runs, and have its instance killed then.
	 */
	private static List<Message> cutOff(ServiceProcess dying, String path) {
		try (EventStream stream = EventStream.open(dying.port(), path)) {
			Eventually.within(Stage.PATIENCE,
					() -> assertThat(stream.messages()).anyMatch((message) -> isState(message, "running")));
			dying.kill();
			assertThat(stream.awaitEnd(SECONDS)).isTrue();
			assertThat(stream.messages()).noneMatch((message) -> "done".equals(message.event()));
			return stream.messages();
		}
	}

	private static boolean isState(Message message, String state) {
		return "state".equals(message.event()) && message.data().path("state").asString("").equals(state);
	}

	/**
	 * Read what follows of a job until its stream ends.
	 */
	private static List<Message> rest(ServiceProcess service, String job, List<Message> seen) {
		String path = "/jobs/" + job + "/events";
		try (EventStream stream = seen.isEmpty() ? EventStream.open(service.port(), path) : EventStream
			.open(service.port(), path, "Last-Event-ID", Long.toString(seen.get(seen.size() - 1).seq()))) {
			assertThat(stream.awaitEnd(SECONDS)).isTrue();
			return stream.messages();
		}
	}

	private ServiceProcess start(EmbeddedPostgres postgres, String name) {
		return this.stage.start(this.stage.directory().resolve(name), "SPRING_DATASOURCE_URL",
				postgres.getJdbcUrl("postgres", "postgres"), "SPRING_DATASOURCE_USERNAME", "postgres",
				"SPRING_DATASOURCE_PASSWORD", "postgres");
	}

}
