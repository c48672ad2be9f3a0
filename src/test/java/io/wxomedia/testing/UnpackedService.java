package io.wxomedia.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The packaged jar, unpacked with an archive of its classes as the container has it: it
 * starts in a third of the time, and these tests start it often.
 */
final class UnpackedService {

	private static final List<String> LEAN_JVM = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
			"-Djava.awt.headless=true");

	private static final UnpackedService INSTANCE = new UnpackedService();

	private final Path directory;

	private final Path jar;

	private final Path archive;

	private UnpackedService() {
		Path packaged = Path.of(property("service.jar"));
		try {
			this.directory = Path.of(property("service.unpacked"), "%d-java-%d"
				.formatted(Files.getLastModifiedTime(packaged).toMillis(), Runtime.version().feature()));
			this.jar = this.directory.resolve(packaged.getFileName());
			this.archive = this.directory.resolve("classes.jsa");
			Files.createDirectories(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		alone(() -> {
			if (!Files.exists(this.jar)) {
				run(List.of("-Djarmode=tools", "-jar", packaged.toString(), "extract", "--force", "--destination",
						this.directory.toString()));
			}
		});
	}

	/**
	 * Run the service once to its end, unless another process of these tests has, for
	 * those that are started later to start fast.
	 */
	static void warmUp(Runnable run) {
		INSTANCE.alone(() -> {
			if (!Files.exists(INSTANCE.archive)) {
				run.run();
			}
		});
	}

	/**
	 * The processes that run tests side by side share what is here. The lock on the file
	 * is a whole process's: threads that start services at once take turns before it.
	 */
	private void alone(Runnable work) {
		synchronized (UnpackedService.class) {
			// Closing the file gives up the lock.
			try (FileChannel file = FileChannel.open(this.directory.resolve("lock"), StandardOpenOption.CREATE,
					StandardOpenOption.WRITE)) {
				file.lock();
				work.run();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
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

	private static void run(List<String> arguments) {
		List<String> command = new ArrayList<>(List.of(java()));
		command.addAll(arguments);
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
				process.destroyForcibly();
				throw new IllegalStateException("The jar could not be unpacked: " + command);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while the jar was unpacked", ex);
		}
	}

}
