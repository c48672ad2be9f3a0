package io.wxomedia.recent;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Recent}.
 */
class RecentTests {

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);

	private final Recent<String, Integer> recent = new Recent<>(2, Duration.ofNanos(100), this.nanos::get);

	@Test
	void valueIsForgottenInItsTime() {
		this.recent.put("a", 1);
		this.nanos.addAndGet(99);
		assertThat(this.recent.get("a")).contains(1);
		this.nanos.incrementAndGet();
		assertThat(this.recent.get("a")).isEmpty();
		assertThat(this.recent.take("a")).isEmpty();
	}

	@Test
	void valueCanHaveATimeOfItsOwn() {
		this.recent.put("a", 1, Duration.ofNanos(200));
		this.nanos.addAndGet(150);
		assertThat(this.recent.update("a", (value) -> value + 1)).contains(1);
		this.nanos.addAndGet(49);
		assertThat(this.recent.get("a")).contains(2);
		this.nanos.incrementAndGet();
		assertThat(this.recent.get("a")).isEmpty();
	}

	@Test
	void oldestMakesRoomAndWhatIsPutAgainIsTheNewest() {
		this.recent.put("a", 1);
		this.recent.put("b", 2);
		this.recent.put("a", 3);
		this.recent.put("c", 4);
		assertThat(this.recent.get("b")).isEmpty();
		assertThat(this.recent.get("a")).contains(3);
		assertThat(this.recent.get("c")).contains(4);
	}

	@Test
	void whatIsTakenIsGone() {
		this.recent.put("a", 1);
		assertThat(this.recent.take("a")).contains(1);
		assertThat(this.recent.get("a")).isEmpty();
	}

	@Test
	void changedValueStaysAsOldAsItIs() {
		assertThat(this.recent.update("a", (value) -> value + 1)).isEmpty();
		assertThat(this.recent.get("a")).isEmpty();
		this.recent.put("a", 1);
		this.nanos.addAndGet(60);
		assertThat(this.recent.update("a", (value) -> value + 1)).contains(1);
		assertThat(this.recent.get("a")).contains(2);
		this.nanos.addAndGet(60);
		assertThat(this.recent.update("a", (value) -> value + 1)).isEmpty();
	}

	@Test
	void withoutATimeNothingGrowsOld() {
		Recent<String, Integer> kept = new Recent<>(1);
		kept.put("a", 1);
		assertThat(kept.get("a")).contains(1);
		kept.put("b", 2);
		assertThat(kept.get("a")).isEmpty();
	}

}
