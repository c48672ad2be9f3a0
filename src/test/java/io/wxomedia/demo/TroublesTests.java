package io.wxomedia.demo;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import io.wxomedia.link.LinkSigner;
import io.wxomedia.storage.ObjectStorage.Content;
import io.wxomedia.storage.StorageFailure;
import io.wxomedia.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Troubles}.
 */
class TroublesTests {

	private final MovableClock clock = new MovableClock(Instant.parse("2026-11-28T01:00:00Z"));

	private final Troubles troubles = new Troubles(DemoUpstream.BILLING_LIMIT, this.clock);

	@Test
	void whatIsNotSwitchedOnIsAsUsual() {
		assertThat(this.troubles.now()).isEqualTo(DemoUpstream.BILLING_LIMIT);
		assertThat(this.troubles.storageRefuses()).isFalse();
		assertThat(this.troubles.status()).isEmpty();
	}

	@Test
	void troublesEndByThemselves() {
		this.troubles.set(DemoUpstream.ERROR, true, true, Duration.ofSeconds(30));
		this.clock.advance(Duration.ofSeconds(29));
		assertThat(this.troubles.now()).isEqualTo(DemoUpstream.ERROR);
		assertThat(this.troubles.storageRefuses()).isTrue();
		assertThat(this.troubles.status()).contains(503);
		this.clock.advance(Duration.ofSeconds(1));
		whatIsNotSwitchedOnIsAsUsual();
	}

	@Test
	void troublesAreSwitchedOff() {
		this.troubles.set(DemoUpstream.ERROR, true, true, Duration.ofSeconds(30));
		this.troubles.set(null, false, false, Duration.ofSeconds(30));
		whatIsNotSwitchedOnIsAsUsual();
		assertThat(this.troubles.current()).isSameAs(Troubles.Trouble.NONE);
	}

	@Test
	void storageThatRefusesPassesAndTakesEverythingAfterwards(@TempDir Path folder) throws Exception {
		FileObjectStorage storage = new FileObjectStorage(folder, new LinkSigner(new byte[32], this.clock),
				() -> URI.create("http://localhost"), this.troubles::storageRefuses);
		storage.createBucket("outputs");
		Content content = new Content("image/png", 3, () -> new ByteArrayInputStream(new byte[3]));
		this.troubles.set(null, true, false, Duration.ofSeconds(30));
		assertThatExceptionOfType(StorageFailure.class).isThrownBy(() -> storage.put("outputs", "a.png", content))
			.withMessageContaining("SlowDown")
			.matches(StorageFailure::isPassing);
		this.clock.advance(Duration.ofSeconds(30));
		storage.put("outputs", "a.png", content);
		assertThat(storage.get("outputs", "a.png")).hasBinaryContent(new byte[3]);
	}

}
