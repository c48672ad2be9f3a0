package io.wxomedia.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.springframework.util.FileSystemUtils;

/**
 * The packaged jar, unpacked with an archive of its classes as the container has it: it
 * starts in a third of the time, and these tests start it often.
 */
final class UnpackedService {

	private static final List<String> LEAN_JVM = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
			"-Djava.awt.headless=true");

	private static final UnpackedService INSTANCE = new UnpackedService();

	private final Path jar;

	private final Path archive;

	private UnpackedService() {
		String packaged = property("service.jar");
		Path directory = Path.of(property("service.unpacked"));
		this.jar = directory.resolve(Path.of(packaged).getFileName());
		this.archive = directory.resolve("classes.jsa");
		try {
			FileSystemUtils.deleteRecursively(directory);
			run(List.of("-Djarmode=tools", "-jar", packaged, "extract", "--destination", directory.toString()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String property(String name) {
		String value = System.getProperty(name);
		if (value == null) {
			throw new IllegalStateException("The system property " + name + " is set by the build");
		}
		return value;
	}

	/**
	 * Return the command that starts the service.
	 */
	static List<String> command() {
		return INSTANCE.startCommand();
	}

	private List<String> startCommand() {
		List<String> command = new ArrayList<>(List.of(java()));
		command.addAll(LEAN_JVM);
		command
			.add((Files.exists(this.archive) ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=") + this.archive);
		command.addAll(List.of("-jar", this.jar.toString()));
		return command;
	}

	private static String java() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

	private static void run(List<String> arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(java()));
		command.addAll(arguments);
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		try {
			if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
				process.destroyForcibly();
				throw new IllegalStateException("The jar could not be unpacked: " + command);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while the jar was unpacked", ex);
		}
	}

}
