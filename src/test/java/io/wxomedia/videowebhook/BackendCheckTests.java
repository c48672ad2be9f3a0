package io.wxomedia.videowebhook;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import io.wxomedia.preflight.Finding;
import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.Level;
import io.wxomedia.video.VideoProperties;
import io.wxomedia.video.WebhookSecrets;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BackendCheck}.
 */
class BackendCheckTests {

	@Test
	void withoutABackendThereIsNothingToSay() {
		assertThat(check("", "", false, "http://localhost:8000")).isEmpty();
	}

	@Test
	void backendWithSecretAndAddressIsFine() {
		assertThat(check("https://videos.example.com/orders", "s3cret other", false, "https://media.example.com"))
			.allSatisfy((line) -> {
				assertThat(line.level()).isEqualTo(Level.OK);
				assertThat(line.message()).doesNotContain("s3cret");
			})
			.extracting(Finding::message)
			.last()
			.isEqualTo("The video backend is told to call back at"
					+ " https://media.example.com/api/webhooks/video-completion.");
	}

	@Test
	void missingSecretIsAProblemUnlessNoneIsNeeded() {
		assertThat(check("https://videos.example.com", "", false, "https://media.example.com").get(0))
			.satisfies((line) -> {
				assertThat(line.level()).isEqualTo(Level.PROBLEM);
				assertThat(line.message()).contains("WEBHOOK_SECRET", "401");
				assertThat(line.mend()).contains("X-Webhook-Secret");
			});
		assertThat(check("https://videos.example.com", "", true, "https://media.example.com").get(0).level())
			.isEqualTo(Level.WARNING);
	}

	@Test
	void backendThatCannotReachTheServiceIsTold() {
		assertThat(check("https://videos.example.com", "s3cret", false, "http://localhost:8000").get(1).level())
			.isEqualTo(Level.WARNING);
		assertThat(check("http://videos:9000", "s3cret", false, "http://localhost:8000").get(1).level())
			.isEqualTo(Level.OK);
	}

	private static List<Finding> check(String backend, String secret, boolean open, String publicUrl) {
		Findings findings = new Findings("video_backend", Clock.systemUTC());
		new BackendCheck(new VideoProperties(backend, 1800, 30, WebhookSecrets.valueOf(secret), open, 4, 1, 0, 7200,
				Duration.ofDays(90)), () -> URI.create(publicUrl))
			.run(findings);
		return findings.lines();
	}

}
