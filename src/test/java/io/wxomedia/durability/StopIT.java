package io.wxomedia.durability;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.wxomedia.testing.EditProvider;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.RawConnection;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceProcess;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for a service that is asked to stop in the middle of its work.
 */
class StopIT {

	@RegisterExtension
	final Stage stage = new Stage();

	@Test
	void stopFinishesShortJobsAndHandsLongOnesBack() {
		Duration grace = Duration.ofSeconds(5);
		EditProvider provider = this.stage.provider();
		provider.hold((edit) -> edit.prompt().startsWith("long"));
		provider.willTake(1500);
		ServiceProcess first = this.stage.start("SHUTDOWN_GRACE_SECONDS", Long.toString(grace.toSeconds()));
		String longOne = this.stage.submit(first.client(), "long 1");
		String longTwo = this.stage.submit(first.client(), "long 2");
		String shortOne = this.stage.submit(first.client(), "short 1");
		String shortTwo = this.stage.submit(first.client(), "short 2");
		String waiting = this.stage.submit(first.client(), "long wait");
		Eventually.within(Stage.PATIENCE, () -> assertThat(provider.edits()).hasSize(4));

		first.requestStop();
		// What comes after the grace period is the time to hand back and to close.
		assertThat(first.awaitExit(grace.plusSeconds(20))).isIn(0, 143);
		assertThat(this.stage.deliveries(shortOne)).hasSize(1);
		assertThat(this.stage.deliveries(shortTwo)).hasSize(1);
		assertThat(this.stage.receiver().received()).hasSize(2);

		provider.holdNoMore();
		ServiceClient client = this.stage.start().client();
		for (String job : List.of(longOne, longTwo, waiting)) {
			assertThat(this.stage.settled(client, job).path("verdict").asString()).isEqualTo("completed");
			assertThat(this.stage.deliveries(job)).hasSize(1);
		}
		assertThat(client.job(shortOne).path("verdict").asString()).isEqualTo("completed");
		assertThat(provider.edits("long 1")).isEqualTo(2);
		assertThat(provider.edits("long wait")).isEqualTo(1);
		assertThat(provider.edits("short 1")).isEqualTo(1);
		assertThat(first.output()).doesNotContain("has been closed").doesNotContain("ERROR");
	}

	@Test
	void stopAnswersRequestsThatHaveCome() throws IOException {
		ServiceProcess first = this.stage.start("SHUTDOWN_GRACE_SECONDS", "60");
		byte[] body = ServiceClient.single("late 1", "late.png", TestImages.png()).getBytes(StandardCharsets.UTF_8);
		String answer;
		try (RawConnection request = RawConnection.to(first.port())) {
			request.send("""
					POST /process-image-async-b64 HTTP/1.1
					Host: localhost
					Content-Type: application/json
					callbackUrl: %s
					Content-Length: %d
					Expect: 100-continue
					Connection: close

					""".formatted(this.stage.receiver().url(), body.length));
			assertThat(request.readHead(Stage.PATIENCE)).startsWith("HTTP/1.1 100");
			request.send(Arrays.copyOf(body, 20));

			first.requestStop();
			Eventually.within(Stage.PATIENCE, () -> assertThatIOException().isThrownBy(() -> connect(first)));
			request.send(Arrays.copyOfRange(body, 20, body.length));
			answer = request.readAll(Stage.PATIENCE);
		}
		assertThat(answer).startsWith("HTTP/1.1 202");
		assertThat(first.awaitExit(Stage.PATIENCE)).isIn(0, 143);

		Matcher id = Pattern.compile("\"job_id\":\"([^\"]+)\"").matcher(answer);
		assertThat(id.find()).as(answer).isTrue();
		ServiceClient client = this.stage.start().client();
		assertThat(this.stage.settled(client, id.group(1)).path("verdict").asString()).isEqualTo("completed");
		assertThat(this.stage.deliveries(id.group(1))).hasSize(1);
	}

	private static void connect(ServiceProcess service) throws IOException {
		RawConnection.to(service.port()).close();
	}

}
