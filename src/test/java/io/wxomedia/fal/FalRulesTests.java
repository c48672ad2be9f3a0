package io.wxomedia.fal;

import java.net.URI;
import java.time.Duration;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FalHosts}, {@link WebhookAddress} and {@link FalProperties}.
 */
class FalRulesTests {

	private final FalHosts hosts = new FalHosts(URI.create("https://queue.fal.run"));

	@ParameterizedTest
	@ValueSource(strings = { "https://fal.media/a.mp4", "https://v3.fal.media/files/a.mp4", "https://queue.fal.run/x",
			"https://rest.fal.ai/x", "https://FAL.MEDIA:443/a.mp4" })
	void falsOwnHostsAreRead(String address) {
		assertThat(this.hosts.isFals(URI.create(address))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://fal.media/a.mp4", "https://evilfal.media/a.mp4",
			"https://fal.media.evil.com/a.mp4", "https://fal.media:8443/a.mp4", "https://user@fal.media/a.mp4",
			"https://169.254.169.254/latest", "file:///etc/passwd", "https:///a.mp4", "http://localhost/a.mp4" })
	void nobodyElseIs(String address) {
		assertThat(this.hosts.isFals(URI.create(address))).isFalse();
	}

	@Test
	void whereTheQueueIsIsReadInItsOwnWay() {
		FalHosts own = new FalHosts(URI.create("http://127.0.0.1:9000/queue"));
		assertThat(own.isFals(URI.create("http://127.0.0.1:9000/media/a.mp4"))).isTrue();
		assertThat(own.isFals(URI.create("http://127.0.0.1:9001/media/a.mp4"))).isFalse();
		assertThat(own.isQueues(URI.create("https://queue.fal.run/x"))).isFalse();
	}

	@Test
	void onlyTheServiceCanNameASubmission() {
		WebhookAddress address = new WebhookAddress(() -> URI.create("https://media.example.com"),
				properties("k", null));
		UUID reference = UUID.randomUUID();
		String token = address.of(reference).getQuery().replace("call=", "");
		assertThat(address.of(reference).toString()).startsWith("https://media.example.com/api/webhooks/fal?call=");
		assertThat(address.reference(token)).contains(reference);
		assertThat(address.reference(UUID.randomUUID() + token.substring(36))).isEmpty();
		assertThat(address.reference("nonsense")).isEmpty();
		assertThat(new WebhookAddress(() -> URI.create("https://media.example.com"), properties("other", null))
			.reference(token)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "https://media.example.com, true", "http://localhost:8000, false", "http://192.168.1.5, false" })
	void falIsToldToCallBackWhereItCan(String publicUrl, boolean reachable) {
		assertThat(new WebhookAddress(() -> URI.create(publicUrl), properties("k", null)).isReachable())
			.isEqualTo(reachable);
	}

	@Test
	void pausesGrowUnlessANumberFixesThem() {
		assertThat(properties("k", null).pauseAfter(0)).isEqualTo(Duration.ofSeconds(5));
		assertThat(properties("k", null).pauseAfter(4)).isEqualTo(Duration.ofSeconds(9));
		assertThat(properties("k", null).pauseAfter(1000)).isEqualTo(Duration.ofSeconds(15));
		assertThat(properties("k", 2.5).pauseAfter(1000)).isEqualTo(Duration.ofMillis(2500));
	}

	private static FalProperties properties(String key, @Nullable Double pollSeconds) {
		return new FalProperties(key, "", "", pollSeconds, "", "");
	}

}
