package io.wxomedia.console;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Joins the scripts that the first view needs into one. On a slow line each file more
 * costs a share of a round trip, since a browser asks for six at a time; the scripts
 * themselves stay modules that a person reads. Knows no more of JavaScript than the
 * page's own scripts and lit-html make use of, and says so where that is not enough.
 */
final class ScriptBundle {

	/**
	 * The joined script.
	 */
	static final String NAME = "page.js";

	private static final List<String> ROOTS = List.of("views/try.js", "app.js");

	private static final Pattern IMPORT = Pattern
		.compile("\\bimport\\s*(?:(\\{[^}]*}|\\* as \\w+)\\s*from\\s*)?\"(\\.[^\"]+)\";");

	private static final Pattern LATER = Pattern.compile("\\bimport\\(\"(\\.[^\"]+)\"\\)");

	private static final Pattern DECLARED = Pattern
		.compile("(?m)^export ((?:async )?(?:function|class|const|let) (\\w+))");

	private static final Pattern LISTED = Pattern.compile("\\bexport\\s*\\{([^}]*)};?");

	private static final Pattern CHANGING = Pattern.compile("(?m)^export let (\\w+)");

	private static final Pattern MAP = Pattern.compile("(?m)^//# sourceMappingURL=.*$");

	private static final Pattern RENAMED = Pattern.compile("([\\w$]+) as ([\\w$]+)");

	private final Map<String, String> sources;

	private final Set<String> joined = new LinkedHashSet<>();

	private ScriptBundle(Map<String, String> sources) {
		this.sources = sources;
		ROOTS.forEach(this::join);
	}

	/**
	 * Join what belongs to the first view; what comes later takes it from there.
	 * @param contents the files by their names
	 * @return the files, the joined script among them
	 */
	static Map<String, byte[]> of(Map<String, byte[]> contents) {
		Map<String, String> sources = new TreeMap<>();
		contents.forEach((name, bytes) -> {
			if (name.endsWith(".js")) {
				sources.put(name, new String(bytes, StandardCharsets.UTF_8));
			}
		});
		ScriptBundle bundle = new ScriptBundle(sources);
		Map<String, byte[]> served = new TreeMap<>(contents);
		sources.keySet()
			.stream()
			.filter((name) -> !bundle.joined.contains(name) && !name.startsWith("lib/"))
			.forEach((name) -> served.put(name, bundle.later(name).getBytes(StandardCharsets.UTF_8)));
		bundle.joined.forEach(served::remove);
		served.put(NAME, bundle.text().getBytes(StandardCharsets.UTF_8));
		return served;
	}

	private void join(String name) {
		if (this.joined.contains(name)) {
			return;
		}
		Matcher imports = IMPORT.matcher(source(name));
		while (imports.find()) {
			String target = resolve(name, imports.group(2));
			requireUnchanging(name, imports.group(1), target);
			join(target);
		}
		this.joined.add(name);
	}

	private String source(String name) {
		String source = this.sources.get(name);
		if (source == null) {
			throw new IllegalStateException("A script imports " + name + ", which is no file of the page");
		}
		return MAP.matcher(source).replaceAll("");
	}

	/**
	 * A name that is taken out of a module once does not change with it, as an import
	 * would.
	 */
	private void requireUnchanging(String name, @Nullable String names, String target) {
		if (names == null || names.startsWith("*")) {
			return;
		}
		CHANGING.matcher(source(target))
			.results()
			.map((change) -> change.group(1))
			.filter((change) -> Pattern.compile("\\b" + change + "\\b").matcher(names).find())
			.findAny()
			.ifPresent((change) -> {
				throw new IllegalStateException(
						name + " takes " + change + " of " + target + ", which changes: import * as something");
			});
	}

	private static String resolve(String name, String target) {
		return Path.of("/" + name).resolveSibling(target).normalize().toString().substring(1);
	}

	private String text() {
		StringBuilder text = new StringBuilder("export const pageModules = {};\n");
		for (String name : this.joined) {
			text.append("pageModules[\"")
				.append(name)
				.append("\"] = (() => {\n")
				.append(body(name))
				.append("\n})();\n");
		}
		return text.toString();
	}

	/**
	 * A module as the body of a function that returns what it exports, as it is at the
	 * moment.
	 */
	private String body(String name) {
		List<String> exports = new ArrayList<>();
		String body = imports(name, source(name)).replace("import.meta.url",
				"new URL(\"./" + name + "\", import.meta.url)");
		body = LATER.matcher(body).replaceAll((found) -> {
			String target = resolve(name, found.group(1));
			return this.joined.contains(target) ? "Promise.resolve(pageModules[\"" + target + "\"])"
					: "import(\"./" + target + "\")";
		});
		body = LISTED.matcher(body).replaceAll((found) -> {
			for (String one : found.group(1).split(",")) {
				String[] words = one.strip().split(" as ");
				exports.add(words[words.length - 1] + ": () => " + words[0]);
			}
			return "";
		});
		body = DECLARED.matcher(body).replaceAll((found) -> {
			exports.add(found.group(2) + ": () => " + found.group(2));
			return Matcher.quoteReplacement(found.group(1));
		});
		String getters = exports.stream()
			.map((export) -> "get " + export.replace(": () => ", "() { return ") + "; }")
			.collect(Collectors.joining(", "));
		return body + "\nreturn { " + getters + " };";
	}

	private String imports(String name, String source) {
		return IMPORT.matcher(source).replaceAll((found) -> Matcher.quoteReplacement(taken(name, found)));
	}

	private String taken(String name, MatchResult found) {
		String target = resolve(name, found.group(2));
		if (!this.joined.contains(target)) {
			return found.group();
		}
		String names = found.group(1);
		if (names == null) {
			return "";
		}
		String pattern = names.startsWith("*") ? names.substring("* as ".length())
				: RENAMED.matcher(names).replaceAll("$1: $2");
		return "const " + pattern + " = pageModules[\"" + target + "\"];";
	}

	private String later(String name) {
		String source = source(name);
		Matcher imports = IMPORT.matcher(source);
		while (imports.find()) {
			requireUnchanging(name, imports.group(1), resolve(name, imports.group(2)));
		}
		return "import { pageModules } from \"" + "../".repeat(Path.of(name).getNameCount() - 1) + NAME + "\";"
				+ imports(name, source);
	}

}
