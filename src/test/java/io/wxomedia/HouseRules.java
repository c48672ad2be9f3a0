package io.wxomedia;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What can be read from the sources about the size of the house and whose tables are
 * whose.
 */
final class HouseRules {

	private static final Path SOURCES = Path.of("src/main/java/io/wxomedia");

	private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");

	private static final Pattern TEXT = Pattern.compile("(?s)\"\"\"(.*?)\"\"\"|\"((?:\\\\.|[^\"\\\\\n])*+)\"");

	private static final Pattern TABLE = Pattern.compile("(?i)create table (\\w+)");

	private final Map<Path, String> files;

	private HouseRules(Map<Path, String> files) {
		this.files = files;
	}

	static HouseRules read() {
		return new HouseRules(contents(SOURCES));
	}

	/**
	 * Return the modules that have more files than a stranger finds a way through.
	 */
	Set<String> modulesOver(int most) {
		Map<String, Long> counts = this.files.keySet()
			.stream()
			.collect(Collectors.groupingBy(HouseRules::module, Collectors.counting()));
		return counts.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() > most)
			.map(Map.Entry::getKey)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * Return the classes that have more lines than one idea needs.
	 */
	Set<String> classesOver(int most) {
		return this.files.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().lines().count() > most)
			.map((entry) -> module(entry.getKey()) + "/" + name(entry.getKey()))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * Return the tables that occur in the SQL of several modules, and in those of which.
	 */
	Map<String, Set<String>> sharedTables() {
		Map<Path, String> texts = new HashMap<>();
		this.files.forEach((file, source) -> texts.put(file, texts(source)));
		Map<String, Set<String>> shared = new TreeMap<>();
		for (String table : tables()) {
			Pattern named = Pattern.compile("(?i)\\b(from|join|into|update|using|references)\\s+" + table + "\\b");
			Set<String> modules = texts.entrySet()
				.stream()
				.filter((entry) -> named.matcher(entry.getValue()).find())
				.map((entry) -> module(entry.getKey()))
				.collect(Collectors.toCollection(TreeSet::new));
			if (modules.size() > 1) {
				shared.put(table, modules);
			}
		}
		return shared;
	}

	private static List<String> tables() {
		return contents(MIGRATIONS).values()
			.stream()
			.flatMap((script) -> TABLE.matcher(script).results().map((match) -> match.group(1)))
			.sorted()
			.toList();
	}

	/**
	 * The SQL of a class stands in its texts, and words like "from" in its comments.
	 */
	private static String texts(String source) {
		Function<MatchResult, String> text = (match) -> (match.group(1) != null) ? match.group(1) : match.group(2);
		return TEXT.matcher(source).results().map(text).collect(Collectors.joining("\n\0\n"));
	}

	private static String module(Path file) {
		Path relative = SOURCES.relativize(file);
		return (relative.getNameCount() > 1) ? relative.getName(0).toString() : ".";
	}

	private static String name(Path file) {
		return file.getFileName().toString().replace(".java", "");
	}

	private static Map<Path, String> contents(Path folder) {
		try (Stream<Path> files = Files.walk(folder)) {
			return files.filter(Files::isRegularFile).collect(Collectors.toMap(Function.identity(), HouseRules::text));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String text(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
