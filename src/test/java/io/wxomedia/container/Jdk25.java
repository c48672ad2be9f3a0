package io.wxomedia.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the JDK whose AOT caches the image uses: the one that runs the tests, JDK25_HOME,
 * or what is installed beside them.
 */
final class Jdk25 {

	private static final Path INSTALLED = Path.of("/usr/lib/jvm");

	private Jdk25() {
	}

	static Optional<Path> home() {
		String named = System.getenv("JDK25_HOME");
		Stream<Path> known = Stream.concat(Stream.of(Path.of(System.getProperty("java.home"))),
				Stream.ofNullable(named).filter((home) -> !home.isBlank()).map(Path::of));
		return Stream.concat(known, installed()).filter(Jdk25::isJdk25).findFirst();
	}

	private static Stream<Path> installed() {
		if (!Files.isDirectory(INSTALLED)) {
			return Stream.empty();
		}
		try (Stream<Path> homes = Files.list(INSTALLED)) {
			return homes.sorted().toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isJdk25(Path home) {
		Path release = home.resolve("release");
		if (!Files.isExecutable(home.resolve("bin/javac")) || !Files.isRegularFile(release)) {
			return false;
		}
		try {
			return Files.readString(release).contains("JAVA_VERSION=\"25");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
