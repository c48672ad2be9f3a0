package io.wxomedia.fal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import io.wxomedia.generation.VideoOrder;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.MovableClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link FalHosts}, {@link WebhookAddress}, {@link FalProperties},
 * {@link FalError} and {@link FalKeys}.
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

	@ParameterizedTest
	@CsvSource({ "http://10.1.2.3:8080, true", "http://172.16.0.9, true", "http://fal.queue.internal, true",
			"http://fal-stub:9000, true", "http://127.0.0.1:9000, true", "https://queue.fal.run, false",
			"https://[2001:db8::1]:9000, false" })
	void aQueueOfTheSameNetworkReachesAPrivateAddress(String queue, boolean reachable) {
		WebhookAddress local = new WebhookAddress(() -> URI.create("http://localhost:8000"),
				new FalProperties("k", queue, "", null, "", ""));
		assertThat(local.isReachable()).isEqualTo(reachable);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whetherPeopleMayBeSeenIsOrdered(boolean people) throws Exception {
		FalOrders orders = new FalOrders(properties("k", null),
				new WebhookAddress(() -> URI.create("http://localhost:8000"), properties("k", null)), new JsonMapper());
		JsonNode order = new JsonMapper()
			.readTree(orders.document(new VideoOrder("a street", null, 8, "720p", "16:9", true, people), 8));
		assertThat(order.has("negative_prompt")).isEqualTo(!people);
		assertThat(order.path("negative_prompt").asString("people")).contains("people");
	}

	@Test
	void falsWordsCarryNoSignatureAndNoPicture() {
		String body = """
				{"detail":[{"msg":"Could not read https://v3.fal.media/a.png?X-Sig=secret&b=1 nor 'data:image/png;base64,AAAA/B+C='"},
				 {"msg":"metadata: is fine"}]}""";
		FalError error = FalError.of(new FalClient.Reply(422, body, HttpHeaders.of(Map.of(), (name, value) -> true)),
				new JsonMapper(), Clock.systemUTC());
		assertThat(error.words()).isEqualTo("Could not read https://v3.fal.media/a.png nor 'data:'; metadata: is fine");
	}

	@Test
	void keysThatCannotBeReadAreAskedForNowAndThenByOneCallerOnly() throws Exception {
		AtomicInteger asked = new AtomicInteger();
		CountDownLatch answer = new CountDownLatch(1);
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/", (exchange) -> {
			asked.incrementAndGet();
			awaitQuietly(answer);
			exchange.sendResponseHeaders(503, -1);
			exchange.close();
		});
		server.start();
		MovableClock clock = new MovableClock(Instant.parse("2026-11-27T12:00:00Z"));
		try (FalClient client = new FalClient(properties("k", null))) {
			FalKeys keys = new FalKeys(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), client,
					new JsonMapper(), clock);
			CompletableFuture<Void> first = CompletableFuture.runAsync(() -> assertUnavailable(keys));
			Eventually.within(Duration.ofSeconds(30), () -> assertThat(asked).hasValue(1));
			assertUnavailable(keys);
			assertThat(first).isNotDone();
			answer.countDown();
			first.join();
			assertUnavailable(keys);
			assertThat(asked).hasValue(1);
			clock.advance(Duration.ofSeconds(6));
			assertUnavailable(keys);
			assertThat(asked).hasValue(2);
		}
		finally {
			answer.countDown();
			server.stop(0);
		}
	}

	private static void assertUnavailable(FalKeys keys) {
		assertThatIOException().isThrownBy(() -> keys.get(false));
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await(5, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
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
