package io.wxomedia.payload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.wxomedia.preflight.Finding;
import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link DiskCheck}.
 */
class DiskCheckTests {

	@Test
	void folderThatIsThereIsWrittenAndLeftAsItWas(@TempDir Path directory) {
		assertThat(run(directory, 1, Duration.ofMillis(500))).extracting(Finding::level, Finding::message)
			.first()
			.isEqualTo(tuple(Level.OK, "DATA_DIR=" + directory + " takes a forced write of 1 MB in 500 ms."));
		assertThat(directory).isEmptyDirectory();
	}

	@Test
	void folderThatIsNotThereIsNotMade(@TempDir Path directory) {
		Path data = directory.resolve("a/b/data");
		assertThat(run(data, 1, Duration.ZERO)).extracting(Finding::level, Finding::message)
			.first()
			.isEqualTo(tuple(Level.OK, "DATA_DIR=" + data + " can be made and takes a forced write of 1 MB in 0 ms."));
		assertThat(directory).isEmptyDirectory();
	}

	@Test
	void slowDiskIsAWarning(@TempDir Path directory) {
		assertThat(run(directory, 1, Duration.ofMillis(501))).extracting(Finding::level)
			.containsExactly(Level.WARNING, Level.OK);
	}

	@Test
	void fileInThePlaceOfTheFolderIsAProblem(@TempDir Path directory) throws IOException {
		Path file = Files.createFile(directory.resolve("data"));
		assertThat(run(file, 1, Duration.ZERO)).singleElement().satisfies((line) -> {
			assertThat(line.level()).isEqualTo(Level.PROBLEM);
			assertThat(line.message()).startsWith("DATA_DIR=" + file + " cannot be written (");
		});
	}

	@Test
	void diskThatAFullQueueWouldFillIsAWarning(@TempDir Path directory) {
		assertThat(run(directory, Long.MAX_VALUE, Duration.ZERO)).extracting(Finding::level)
			.containsExactly(Level.OK, Level.WARNING);
	}

	@Test
	void diskThatIsNotNeededIsNotTouched() {
		Findings findings = new Findings("disk", Clock.systemUTC());
		new DiskCheck(Path.of("/proc/nowhere"), false, 1, System::nanoTime).run(findings);
		assertThat(findings.lines()).extracting(Finding::level).containsExactly(Level.OK);
	}

	private static List<Finding> run(Path folder, long mostNeeded, Duration taken) {
		AtomicLong time = new AtomicLong();
		Findings findings = new Findings("disk", Clock.systemUTC());
		new DiskCheck(folder, true, mostNeeded, () -> time.getAndAdd(taken.toNanos())).run(findings);
		return findings.lines();
	}

}
