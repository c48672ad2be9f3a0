package io.wxomedia.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.wxomedia.preflight.Finding;
import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LinkProbe}.
 */
class LinkProbeTests {

	private static final String CONTENT = "stored for the test";

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch ended = new CountDownLatch(1);

	private final Findings findings = new Findings("output_bucket", Clock.systemUTC());

	@SuppressWarnings("NullAway.Init")
	private HttpServer server;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.ended.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	@Test
	void objectThatIsReadAsStoredIsFine() {
		answer((body) -> body.write(CONTENT.getBytes(StandardCharsets.UTF_8)));
		assertThat(check(Duration.ofSeconds(30))).isTrue();
		assertThat(this.findings.lines()).isEmpty();
	}

	@Test
	void answerWithoutEndIsNotReadToItsEnd() {
		answer((body) -> {
			body.write(CONTENT.getBytes(StandardCharsets.UTF_8));
			while (this.ended.getCount() > 0) {
				body.write(new byte[1 << 16]);
			}
		});
		assertThat(check(Duration.ofSeconds(30))).isFalse();
		assertThat(only().message()).contains("something else than what was stored");
	}

	@Test
	void answerThatFallsSilentIsNotWaitedFor() {
		answer((body) -> {
			body.write(CONTENT.substring(0, 3).getBytes(StandardCharsets.UTF_8));
			body.flush();
			await();
		});
		assertThat(check(Duration.ofSeconds(1))).isFalse();
		assertThat(only().message()).contains("does not answer (HttpTimeoutException)");
	}

	private Finding only() {
		assertThat(this.findings.lines()).singleElement().extracting(Finding::level).isEqualTo(Level.PROBLEM);
		return this.findings.lines().get(0);
	}

	private boolean check(Duration patience) {
		String address = "http://127.0.0.1:" + this.server.getAddress().getPort();
		StorageProperties properties = new StorageProperties(address, null, "eu-geo", "id", "secret", null, "results",
				null, "", "", 900);
		return new LinkProbe(properties, patience).check("results", "key", CONTENT, this.findings);
	}

	private void answer(Body body) {
		HttpHandler handler = (exchange) -> {
			try (exchange) {
				exchange.sendResponseHeaders(200, 0);
				body.write(exchange.getResponseBody());
			}
		};
		this.server.createContext("/", handler);
	}

	private void await() throws IOException {
		try {
			this.ended.await();
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

	/**
	 * Sends a body.
	 */
	private interface Body {

		void write(OutputStream out) throws IOException;

	}

}
