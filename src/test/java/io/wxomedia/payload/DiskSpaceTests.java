package io.wxomedia.payload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

import io.wxomedia.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DiskSpace} and what it says of readiness.
 */
class DiskSpaceTests {

	private static final long MB = 1 << 20;

	private final AtomicLong usable = new AtomicLong(100 * MB);

	private final MovableClock clock = new MovableClock(Instant.parse("2026-11-27T08:00:00Z"));

	private final Path file;

	private final DiskReserve reserve;

	private final DiskSpace space;

	DiskSpaceTests(@TempDir Path directory) {
		this.file = directory.resolve("disk.reserve");
		this.reserve = DiskReserve.on(this.file, 64 * MB);
		this.space = new DiskSpace(this.usable::get, 20 * MB, this.reserve, this.clock);
	}

	@Test
	void inputsLeaveWhatIsToStayFree() {
		this.space.restoreReserve();
		assertThat(this.space.forInputs()).isEqualTo(80 * MB);
		this.usable.set(15 * MB);
		assertThat(this.space.forInputs()).isNegative();
	}

	@Test
	void resultsAreExpectedToBeAsLargeAsTheLargestOfTheLastOnes() {
		assertThat(this.space.expectedResult()).isEqualTo(DiskSpace.FIRST_GUESS);
		this.space.stored(9 * MB);
		this.space.stored(1 * MB);
		assertThat(this.space.expectedResult()).isEqualTo(9 * MB);
		for (int i = 0; i < 20; i++) {
			this.space.stored(2 * MB);
		}
		assertThat(this.space.expectedResult()).isEqualTo(2 * MB);
	}

	@Test
	void callsAreBegunOnlyIfTheirResultsFitTogether() {
		this.usable.set(11 * MB);
		DiskSpace.Hold first = Objects.requireNonNull(this.space.holdResult());
		assertThat(this.space.holdResult()).isNotNull();
		assertThat(this.space.hasRoomForResult()).isFalse();
		assertThat(this.space.holdResult()).isNull();
		first.close();
		assertThat(this.space.holdResult()).isNotNull();
	}

	@Test
	void reserveCountsForResultsAndIsGivenToOneThatWouldNotFit() {
		this.space.restoreReserve();
		assertThat(this.file).hasSize(4 * MB);
		this.usable.set(2 * MB);
		assertThat(this.space.hasRoomForResult()).isTrue();
		this.usable.set(3 * MB);
		this.space.makeRoomFor(MB);
		assertThat(this.file).exists();
		this.space.makeRoomFor(MB + 1);
		assertThat(this.file).doesNotExist();
		this.space.restoreReserve();
		assertThat(this.file).doesNotExist();
		this.usable.set(20 * MB + 9 * MB);
		this.space.restoreReserve();
		assertThat(this.file).hasSize(4 * MB);
	}

	@Test
	void reserveIsGivenToTheDatabaseBeforeItFindsNoRoom() {
		this.space.restoreReserve();
		this.usable.set(2 * MB);
		this.space.tendReserve();
		assertThat(this.file).exists();
		this.usable.set(2 * MB - 1);
		this.space.tendReserve();
		assertThat(this.file).doesNotExist();
		this.usable.set(100 * MB);
		this.space.tendReserve();
		assertThat(this.file).exists();
	}

	@Test
	void inputsLeaveRoomForAReserveThatIsMissing() {
		assertThat(this.space.forInputs()).isEqualTo(76 * MB);
	}

	@ParameterizedTest
	@CsvSource({ "100, UP", "30, UP", "19, DEGRADED", "6, DEGRADED", "5, DOWN", "0, DOWN" })
	void readinessSaysWhetherWhatWasAcceptedCanBeFinished(long free, String status) {
		this.usable.set(free * MB);
		assertThat(new DiskHealth(this.space).health().getStatus().getCode()).isEqualTo(status);
	}

	@Test
	void readinessIsDownForAMinuteAfterSomethingDidNotFit() {
		this.space.refused();
		assertThat(new DiskHealth(this.space).health().getStatus().getCode()).isEqualTo("DOWN");
		this.clock.advance(Duration.ofSeconds(61));
		assertThat(new DiskHealth(this.space).health().getStatus().getCode()).isEqualTo("UP");
	}

	@Test
	void payloadsElsewhereHaveNoBounds() {
		DiskSpace elsewhere = DiskSpace.unlimited();
		assertThat(elsewhere.forInputs()).isEqualTo(Long.MAX_VALUE);
		assertThat(elsewhere.holdResult()).isNotNull();
		assertThat(new DiskHealth(elsewhere).health().getStatus().getCode()).isEqualTo("UP");
	}

	@ParameterizedTest
	@ValueSource(strings = { "No space left on device", "/data/x: Disk quota exceeded",
			"There is not enough space on the disk" })
	void fullDiskIsKnownByWhatSystemsSay(String message) {
		assertThat(DiskSpace.isFull(new IllegalStateException(new IOException(message)))).isTrue();
		assertThat(DiskSpace.isFull(new IllegalStateException(message))).isFalse();
		assertThat(DiskSpace.isFull(new IOException("Connection reset"))).isFalse();
	}

	@Test
	void reserveIsTakenAgainWhereAnEarlierProcessWasKilled() throws IOException {
		Files.write(this.file, new byte[10]);
		this.space.restoreReserve();
		assertThat(this.file).hasSize(4 * MB);
	}

}
