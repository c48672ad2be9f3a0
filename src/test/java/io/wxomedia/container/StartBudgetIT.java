package io.wxomedia.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.wxomedia.testing.ServiceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a start of the packaged jar loads, which is what it costs. Classes of
 * the JDK are not counted: each version has others.
 */
class StartBudgetIT {

	private static final int MOST_CLASSES = 9_000;

	@Test
	void startLoadsWhatItNeedsAndNothingForKotlin(@TempDir Path directory) throws IOException {
		Path log = directory.resolve("classes.log");
		List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xlog:class+load:file=" + log, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar",
				Objects.requireNonNull(System.getProperty("service.jar")));
		List<String> loaded;
		// Without a key no first edit is rehearsed, which loads the SDK and Kotlin beside
		// what is measured.
		try (ServiceProcess service = ServiceProcess.start(command, directory, Map.of())) {
			assertThat(service.client().get("/health").status()).isEqualTo(200);
			loaded = Files.readAllLines(log).stream().filter((line) -> line.contains("jar:nested:")).toList();
		}
		assertThat(loaded.stream().filter((line) -> line.contains(" io.wxomedia.MediaApplication ")).toList())
			.hasSize(1);
		assertThat(loaded.stream().filter((line) -> line.contains(" kotlin.reflect.jvm.")).toList()).isEmpty();
		assertThat(loaded.size()).isBetween(4_000, MOST_CLASSES);
	}

}
