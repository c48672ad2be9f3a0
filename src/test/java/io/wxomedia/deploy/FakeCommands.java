package io.wxomedia.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Commands on the path of a script that record how they are called and answer what a test
 * says.
 */
class FakeCommands {

	private static final String COMMAND = """
			#!/usr/bin/env bash
			call="${0##*/} $*"
			echo "$call" >> "$FAKE_COMMANDS/calls"
			previous=
			for argument in "$@"; do
			  case $previous in
			    --from-env-file) cp "$argument" "$FAKE_COMMANDS/env-file" ;;
			    --file) echo '{"apikey":"k3y-of-the-registry"}' > "$argument" ;;
			  esac
			  previous=$argument
			done
			for answer in "$FAKE_COMMANDS"/answers/*; do
			  pattern=$(head -n 1 "$answer")
			  # The pattern is meant to be one.
			  # shellcheck disable=SC2254
			  case $call in
			    $pattern)
			      tail -n +3 "$answer"
			      exit "$(sed -n 2p "$answer")"
			      ;;
			  esac
			done
			""";

	private final Path directory;

	private int answers;

	FakeCommands(Path directory, String... names) {
		this.directory = directory;
		try {
			Files.createDirectories(directory.resolve("answers"));
			Files.createDirectories(directory.resolve("bin"));
			for (String name : names) {
				Path command = Files.writeString(directory.resolve("bin").resolve(name), COMMAND);
				if (!command.toFile().setExecutable(true)) {
					throw new IllegalStateException(command + " cannot be made executable");
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Answer the calls that match; the first answer that was given wins.
	 * @param pattern the command line as the shell's pattern, for instance
	 * {@code ibmcloud ce project get *}
	 * @param exitCode what the command ends with
	 * @param output what it prints
	 */
	void answer(String pattern, int exitCode, String output) {
		this.answers++;
		write("answers/" + String.format("%03d", this.answers), pattern + "\n" + exitCode + "\n" + output);
	}

	/**
	 * Forget all calls and answers.
	 */
	void reset() {
		try (var files = Files.list(this.directory.resolve("answers"))) {
			for (Path file : files.toList()) {
				Files.delete(file);
			}
			Files.deleteIfExists(this.directory.resolve("calls"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the calls in their order.
	 * @return one command line each
	 */
	List<String> calls() {
		Path calls = this.directory.resolve("calls");
		return Files.exists(calls) ? read(calls).lines().toList() : List.of();
	}

	/**
	 * Return what the last {@code --from-env-file} held.
	 * @return its text
	 */
	String envFile() {
		return read(this.directory.resolve("env-file"));
	}

	/**
	 * Run a script with these commands first on its path.
	 * @param script the script
	 * @param folder where it runs
	 * @param arguments its arguments
	 * @return what came of it
	 */
	Outcome run(Path script, Path folder, String... arguments) {
		List<String> command = new ArrayList<>(List.of("bash", script.toString()));
		command.addAll(List.of(arguments));
		try {
			Path output = Files.createTempFile(this.directory, "output", "");
			Path errors = Files.createTempFile(this.directory, "errors", "");
			ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
				.redirectInput(ProcessBuilder.Redirect.from(Files.createTempFile(this.directory, "input", "").toFile()))
				.redirectOutput(output.toFile())
				.redirectError(errors.toFile());
			builder.environment().put("PATH", this.directory.resolve("bin") + ":" + System.getenv("PATH"));
			builder.environment().put("FAKE_COMMANDS", this.directory.toString());
			builder.environment().put("LC_ALL", "C");
			Process process = builder.start();
			if (!process.waitFor(2, TimeUnit.MINUTES)) {
				process.destroyForcibly();
				throw new AssertionError("The script still runs:\n" + read(errors));
			}
			return new Outcome(process.exitValue(), read(output), read(errors));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted while a script ran", ex);
		}
	}

	private void write(String name, String text) {
		try {
			Files.writeString(this.directory.resolve(name), text, StandardOpenOption.CREATE_NEW);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file, StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What came of a script.
	 *
	 * @param exitCode its exit code
	 * @param output what it printed
	 * @param errors what it printed to standard error
	 */
	record Outcome(int exitCode, String output, String errors) {

	}

}
