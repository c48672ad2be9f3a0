package io.wxomedia.clip;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests that a browser plays what {@link ClipWriter} writes. The page tells the test what
 * it saw.
 */
class ClipInBrowserTests {

	private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

	private static final String PAGE = """
			<!doctype html><video muted src="/clip.mp4"></video><script>
			const video = document.querySelector('video');
			const tell = (report) => fetch('/report', { method: 'POST', body: JSON.stringify(report) });
			video.onerror = () => tell({ error: String(video.error && video.error.message) });
			video.onloadedmetadata = async () => {
				const report = { duration: video.duration, width: video.videoWidth, height: video.videoHeight };
				await video.play();
				await new Promise((done) => video.requestVideoFrameCallback(done));
				const began = video.currentTime;
				await new Promise((done) => { const look = () => video.currentTime > began + 0.3 ? done() : setTimeout(look, 50); look(); });
				report.moved = video.currentTime - began;
				video.pause();
				const seeked = new Promise((done) => { video.onseeked = done; });
				video.currentTime = video.duration / 2;
				await seeked;
				const canvas = document.createElement('canvas');
				canvas.width = video.videoWidth;
				canvas.height = video.videoHeight;
				const context = canvas.getContext('2d');
				context.drawImage(video, 0, 0);
				report.pixel = Array.from(context.getImageData(canvas.width / 4, canvas.height / 4, 1, 1).data);
				tell(report);
			};
			</script>
			""";

	private final CompletableFuture<String> report = new CompletableFuture<>();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@Test
	void aBrowserPlaysIt() throws Exception {
		assumeTrue(Files.isExecutable(CHROMIUM), "No " + CHROMIUM + " on this machine: the clip is not played");
		Path clip = write();
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/", (exchange) -> answer(exchange, clip));
		server.start();
		Process browser = new ProcessBuilder(CHROMIUM.toString(), "--headless=new", "--no-sandbox", "--disable-gpu",
				"--disable-dev-shm-usage", "--no-first-run", "--mute-audio",
				"--autoplay-policy=no-user-gesture-required", "--user-data-dir=" + this.folder.resolve("profile"),
				"http://127.0.0.1:" + server.getAddress().getPort() + "/")
			.redirectErrorStream(true)
			.redirectOutput(this.folder.resolve("browser.log").toFile())
			.start();
		try {
			JsonNode seen = new JsonMapper().readTree(this.report.get(3, TimeUnit.MINUTES));
			assertThat(seen.path("error").isMissingNode()).as("%s", seen).isTrue();
			assertThat(seen.path("duration").doubleValue()).isCloseTo(4, within(0.1));
			assertThat(seen.path("width").intValue()).isEqualTo(360);
			assertThat(seen.path("height").intValue()).isEqualTo(640);
			assertThat(seen.path("moved").doubleValue()).isPositive();
			assertThat(seen.path("pixel").path(0).intValue()).as("red of %s", seen).isCloseTo(230, within(16));
			assertThat(seen.path("pixel").path(1).intValue()).as("green of %s", seen).isCloseTo(60, within(16));
			assertThat(seen.path("pixel").path(2).intValue()).as("blue of %s", seen).isCloseTo(20, within(16));
		}
		finally {
			browser.descendants().forEach(ProcessHandle::destroyForcibly);
			browser.destroyForcibly().waitFor();
			server.stop(0);
		}
	}

	private Path write() throws Exception {
		Path clip = this.folder.resolve("clip.mp4");
		BufferedImage image = new BufferedImage(360, 640, BufferedImage.TYPE_INT_RGB);
		ClipWriter.write(new ClipWriter.Frames() {

			@Override
			public int count() {
				return 48;
			}

			@Override
			public BufferedImage frame(int n) {
				Graphics2D graphics = image.createGraphics();
				graphics.setColor(new Color(20, 90, 200));
				graphics.fillRect(0, 0, 360, 640);
				graphics.setColor(new Color(230, 60, 20));
				graphics.fillRect(0, 0, 180 + n, 320);
				graphics.dispose();
				return image;
			}

		}, 12, clip, this.folder.resolve("work"));
		return clip;
	}

	private void answer(HttpExchange exchange, Path clip) throws IOException {
		byte[] body = PAGE.getBytes(StandardCharsets.UTF_8);
		String type = "text/html; charset=utf-8";
		switch (exchange.getRequestURI().getPath()) {
			case "/report" -> {
				this.report.complete(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
				body = new byte[] { 'o', 'k' };
			}
			case "/clip.mp4" -> {
				body = Files.readAllBytes(clip);
				type = "video/mp4";
			}
			default -> {
			}
		}
		exchange.getResponseHeaders().set("Content-Type", type);
		exchange.sendResponseHeaders(200, body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

}
