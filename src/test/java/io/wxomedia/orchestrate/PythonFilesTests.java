package io.wxomedia.orchestrate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Runs the Python of the project: it compiles, and its own tests pass.
 */
class PythonFilesTests {

	private static final String VERSION = "import sys; sys.exit(sys.version_info < (3, 11))";

	private static final String COMPILE = "import sys, pathlib; "
			+ "[compile(pathlib.Path(f).read_bytes(), f, 'exec') for f in sys.argv[1:]]";

	@BeforeEach
	void needPython() {
		assumeThat(Command.works("python3", "-c", VERSION)).as("python3 of 3.11 or later is here").isTrue();
	}

	@Test
	void everyFileCompiles() throws Exception {
		List<String> files = pythonFiles("orchestrate-tools");
		assertThat(files).hasSize(6);
		Command.Result result = Command.of("python3", "-W", "error", "-c", COMPILE)
			.and(files.toArray(String[]::new))
			.run();
		assertThat(result.errors()).isEmpty();
		assertThat(result.status()).isZero();
	}

	@Test
	void testsOfToolsAndFlowsPass() throws Exception {
		Command.Result result = Command.of("python3", "-B", "-m", "unittest", "discover", "-s", "src/test/python")
			.run();
		assertThat(result.errors()).containsPattern("Ran [1-9][0-9]+ tests").endsWith("OK\n");
		assertThat(result.status()).isZero();
	}

	private static List<String> pythonFiles(String folder) throws IOException {
		try (Stream<Path> files = Files.walk(Path.of(folder))) {
			return files.map(Path::toString).filter((file) -> file.endsWith(".py")).sorted().toList();
		}
	}

}
