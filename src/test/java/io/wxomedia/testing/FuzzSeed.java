package io.wxomedia.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An input that fuzzing begins with, or that it once found.
 *
 * @param name where it is kept
 * @param bytes the input, which nobody changes
 */
public record FuzzSeed(String name, byte[] bytes) {

	/**
	 * Read the seeds of a folder. A file is a seed, and of a file {@code *.lines} each
	 * line is one.
	 * @param folder the folder below {@code src/test/resources/fuzz}
	 * @return the seeds, in the order of their names
	 */
	public static List<FuzzSeed> in(String folder) {
		return of(Path.of("src", "test", "resources", "fuzz", folder));
	}

	/**
	 * Read the seeds of a folder.
	 * @param folder the folder
	 * @return the seeds, in the order of their names
	 */
	public static List<FuzzSeed> of(Path folder) {
		List<FuzzSeed> seeds = new ArrayList<>();
		try (Stream<Path> files = Files.list(folder)) {
			for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
				String name = file.getFileName().toString();
				if (!name.endsWith(".lines")) {
					seeds.add(new FuzzSeed(name, Files.readAllBytes(file)));
					continue;
				}
				List<String> lines = Files.readAllLines(file);
				for (int i = 0; i < lines.size(); i++) {
					seeds.add(new FuzzSeed(name + ":" + (i + 1), lines.get(i).getBytes(StandardCharsets.UTF_8)));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return seeds;
	}

}
