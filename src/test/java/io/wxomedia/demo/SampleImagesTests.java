package io.wxomedia.demo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.wxomedia.link.LinkSigner;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.testing.MovableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link SampleImages}.
 */
class SampleImagesTests {

	private FileObjectStorage storage;

	@BeforeEach
	void open(@TempDir Path folder) throws IOException {
		this.storage = new FileObjectStorage(folder,
				new LinkSigner(new byte[32], new MovableClock(Instant.parse("2026-11-21T08:00:00Z"))),
				() -> URI.create("http://localhost"));
		this.storage.createBucket("inputs");
	}

	@Test
	void emptyBucketIsFilledWithPictures() {
		new SampleImages(this.storage, "inputs", "").afterPropertiesSet();
		assertThat(list()).containsExactly("astronaut.jpg", "chelsea.jpg", "chelsea.png", "coffee.jpg", "rocket.jpg")
			.allSatisfy((key) -> assertThatNoException().isThrownBy(() -> {
				try (InputStream in = this.storage.get("inputs", key)) {
					PictureInspector.inspect(in);
				}
			}));
	}

	@Test
	void samplesGoBelowThePrefix() {
		new SampleImages(this.storage, "inputs", "in").afterPropertiesSet();
		assertThat(list()).hasSize(5).allMatch((key) -> key.startsWith("in/"));
	}

	@Test
	void bucketWithAnObjectIsLeftAlone() {
		this.storage.put("inputs", "mine",
				new ObjectStorage.Content("text/plain", 0, () -> new ByteArrayInputStream(new byte[0])));
		new SampleImages(this.storage, "inputs", "").afterPropertiesSet();
		assertThat(list()).containsExactly("mine");
	}

	private List<String> list() {
		List<String> keys = new ArrayList<>();
		this.storage.list("inputs", "", keys::add);
		return keys;
	}

}
