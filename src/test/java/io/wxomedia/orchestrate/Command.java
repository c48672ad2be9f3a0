package io.wxomedia.orchestrate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A command of the operating system that is run to its end.
 *
 * @param words the command and its arguments
 * @param environment variables that it gets on top of those of the tests
 */
record Command(List<String> words, Map<String, String> environment) {

	/** Only a command that hangs takes as long as this. */
	private static final long PATIENCE_MINUTES = 5;

	static Command of(String... words) {
		return new Command(List.of(words), Map.of());
	}

	/**
	 * Tell whether a program is there and works.
	 * @param words the program and arguments with which it ends well
	 * @return whether it ended well
	 */
	static boolean works(String... words) {
		try {
			return of(words).run().status() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	Command with(String variable, String value) {
		Map<String, String> environment = new HashMap<>(this.environment);
		environment.put(variable, value);
		return new Command(this.words, environment);
	}

	Command and(String... words) {
		return new Command(Stream.concat(this.words.stream(), Arrays.stream(words)).toList(), this.environment);
	}

	Result run() throws IOException {
		// Files, because a full pipe would stop the command.
		Path output = Files.createTempFile("command", ".out");
		Path errors = Files.createTempFile("command", ".err");
		try {
			ProcessBuilder builder = new ProcessBuilder(this.words);
			builder.environment().putAll(this.environment);
			builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
			builder.redirectOutput(output.toFile());
			builder.redirectError(errors.toFile());
			Process process = builder.start();
			try {
				if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
					throw new IOException("The command hangs: " + this.words);
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IOException("Interrupted", ex);
			}
			finally {
				process.destroyForcibly();
			}
			return new Result(process.exitValue(), Files.readString(output), Files.readString(errors));
		}
		finally {
			Files.deleteIfExists(output);
			Files.deleteIfExists(errors);
		}
	}

	/**
	 * What a command left.
	 *
	 * @param status its exit status
	 * @param output what it wrote to standard output
	 * @param errors what it wrote to standard error
	 */
	record Result(int status, String output, String errors) {

	}

}
