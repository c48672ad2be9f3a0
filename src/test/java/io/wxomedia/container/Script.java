package io.wxomedia.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One of the image's scripts, run as the image runs it.
 *
 * @param exitCode the exit code
 * @param output all that was written
 */
record Script(int exitCode, String output) {

	static final Path FOLDER = Path.of("docker").toAbsolutePath();

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	/**
	 * Run a script to its end.
	 * @param environment its environment beside PATH
	 * @param command the script and its arguments
	 * @return what came of it
	 */
	static Script run(Map<String, String> environment, Object... command) throws IOException, InterruptedException {
		List<String> words = new ArrayList<>();
		for (Object word : command) {
			words.add(word.toString());
		}
		Path output = Files.createTempFile("script-", ".log");
		try {
			ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true)
				.redirectOutput(output.toFile());
			builder.environment().clear();
			builder.environment().put("PATH", System.getenv("PATH"));
			builder.environment().putAll(environment);
			Process process = builder.start();
			if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
				process.destroyForcibly();
				throw new AssertionError("Still running after " + PATIENCE + ": " + words);
			}
			return new Script(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
		}
		finally {
			Files.delete(output);
		}
	}

}
