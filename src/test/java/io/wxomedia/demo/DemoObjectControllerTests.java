package io.wxomedia.demo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

import io.wxomedia.link.LinkSigner;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.web.PublicUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DemoObjectController}.
 */
@WebMvcTest(DemoObjectController.class)
@ActiveProfiles("demo")
class DemoObjectControllerTests {

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private FileObjectStorage storage;

	@Autowired
	private MovableClock clock;

	@ParameterizedTest
	@ValueSource(strings = { "results/1/coffee_modified.png", "a b \u00e9.png", "../x", "a//b", "~;?#%" })
	void validLinkShowsThePicture(String key) {
		put(key, SampleImages.read("chelsea.png"));
		assertThat(this.mvc.get().uri(link(key))).hasStatusOk()
			.hasHeader("Content-Type", "image/png")
			.hasHeader("Content-Length", "240512")
			.hasHeader("Content-Disposition", "inline")
			.hasHeader("X-Content-Type-Options", "nosniff")
			.body()
			.isEqualTo(SampleImages.read("chelsea.png"));
	}

	@Test
	void theTypeIsThatOfTheContentAndNotOfTheName() {
		put("a.png", SampleImages.read("coffee.jpg"));
		assertThat(this.mvc.get().uri(link("a.png"))).hasStatusOk().hasHeader("Content-Type", "image/jpeg");
		put("b.png", "<html><script>alert(1)</script></html>".getBytes(StandardCharsets.UTF_8));
		assertThat(this.mvc.get().uri(link("b.png"))).hasStatusOk()
			.hasHeader("Content-Type", "application/octet-stream");
	}

	@Test
	void partOfVideoIsGivenAsBrowsersAsk() {
		byte[] video = new byte[1000];
		byte[] head = "\0\0\0\u0018ftypisom".getBytes(StandardCharsets.ISO_8859_1);
		System.arraycopy(head, 0, video, 0, head.length);
		put("videos/a.mp4", video);
		URI link = link("videos/a.mp4");
		assertThat(this.mvc.get().uri(link)).hasStatusOk()
			.hasHeader("Content-Type", "video/mp4")
			.hasHeader("Content-Length", "1000")
			.hasHeader("Accept-Ranges", "bytes");
		assertThat(this.mvc.get().uri(link).header("Range", "bytes=0-1")).hasStatus(206)
			.hasHeader("Content-Type", "video/mp4")
			.hasHeader("Content-Range", "bytes 0-1/1000")
			.hasHeader("Content-Length", "2");
		assertThat(this.mvc.get().uri(link).header("Range", "bytes=4-")).hasStatus(206)
			.hasHeader("Content-Range", "bytes 4-999/1000")
			.body()
			.isEqualTo(Arrays.copyOfRange(video, 4, 1000));
		assertThat(this.mvc.get().uri(link).header("Range", "bytes=1000-")).hasStatus(416)
			.hasHeader("Content-Range", "bytes */1000");
	}

	@Test
	void wrongSignatureRespondsWithProblem() {
		put("a", new byte[1]);
		assertThat(this.mvc.get().uri(URI.create(link("a") + "0"))).hasStatus(403)
			.bodyJson()
			.extractingPath("code")
			.isEqualTo("invalid_signature");
		assertThat(this.mvc.get().uri("/demo/objects/outputs/a")).hasStatus(403)
			.bodyJson()
			.extractingPath("code")
			.isEqualTo("invalid_signature");
		assertThat(this.mvc.get().uri("/demo/objects")).hasStatus(403);
	}

	@Test
	void expiredLinkRespondsWithProblem() {
		put("a", new byte[1]);
		URI link = link("a");
		this.clock.advance(Duration.ofSeconds(60));
		assertThat(this.mvc.get().uri(link)).hasStatus(403).bodyJson().extractingPath("code").isEqualTo("link_expired");
	}

	@Test
	void objectThatIsGoneRespondsWithProblem() {
		assertThat(this.mvc.get().uri(link("gone"))).hasStatus(404)
			.bodyJson()
			.extractingPath("code")
			.isEqualTo("not_found");
	}

	private void put(String key, byte[] bytes) {
		this.storage.put("outputs", key,
				new ObjectStorage.Content("image/png", bytes.length, () -> new ByteArrayInputStream(bytes)));
	}

	private URI link(String key) {
		return this.storage.link("outputs", key, Duration.ofSeconds(60));
	}

	/**
	 * The storage under test.
	 */
	@TestConfiguration(proxyBeanMethods = false)
	static class Storage {

		@Bean
		MovableClock settableClock() {
			return new MovableClock(Instant.parse("2026-11-21T08:00:00Z"));
		}

		@Bean
		LinkSigner linkSigner(MovableClock clock) {
			return new LinkSigner(new byte[32], clock);
		}

		@Bean
		FileObjectStorage storage(LinkSigner signer) throws IOException {
			Path folder = Files.createTempDirectory("objects");
			PublicUrl publicUrl = () -> URI.create("http://localhost");
			FileObjectStorage storage = new FileObjectStorage(folder, signer, publicUrl);
			storage.createBucket("outputs");
			return storage;
		}

	}

}
