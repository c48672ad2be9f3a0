package io.wxomedia.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.web.util.HtmlUtils;

/**
 * The files of the page, read once at the start. Their addresses hold a digest of all of
 * them, so that a browser may keep each for good: scripts import each other by relative
 * addresses, and so what belongs together comes together. Thread-safe.
 */
final class PageFiles {

	private static final String FOLDER = "console/";

	private static final String INDEX = "index.html";

	private static final String VERSION = "{version}";

	/**
	 * The languages of the page, the first for whoever prefers none of them.
	 */
	private static final List<String> LANGUAGES = List.of("en", "fr");

	private static final int VERSION_LENGTH = 12;

	/**
	 * What the page takes of others, and under which name.
	 */
	private static final Map<String, String> LIBRARIES = libraries();

	private final Map<String, PageFile> files = new TreeMap<>();

	private final String version;

	private final Map<String, PageFile> indexes = new TreeMap<>();

	PageFiles() {
		try {
			Map<String, byte[]> contents = read();
			this.version = digest(contents);
			ScriptBundle.of(contents).forEach((name, bytes) -> this.files.put(name, PageFile.of(name, bytes)));
			String html = new String(contents.getOrDefault(INDEX, new byte[0]), StandardCharsets.UTF_8);
			LANGUAGES.forEach((language) -> this.indexes.put(language,
					PageFile.of(INDEX, filled(html, language, contents).getBytes(StandardCharsets.UTF_8))));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The files of the page cannot be read", ex);
		}
	}

	/**
	 * The words come with the page: to ask for them would be one more round trip.
	 */
	private String filled(String html, String language, Map<String, byte[]> contents) {
		byte[] words = contents.getOrDefault("i18n/" + language + ".json", new byte[0]);
		return html.replace(VERSION, this.version)
			.replace("{language}", language)
			.replace("{words}", HtmlUtils.htmlEscape(new String(words, StandardCharsets.UTF_8), "UTF-8"));
	}

	private static Map<String, String> libraries() {
		String lit = "lit-html/3.3.2/";
		String uplot = "uplot/1.6.30/dist/";
		return Map.of("lib/lit-html.js", lit + "lit-html.js", "lib/directive.js", lit + "directive.js",
				"lib/directive-helpers.js", lit + "directive-helpers.js", "lib/directives/repeat.js",
				lit + "directives/repeat.js", "lib/directives/live.js", lit + "directives/live.js", "lib/pico.css",
				"picocss__pico/2.1.1/css/pico.min.css", "lib/uplot.js", uplot + "uPlot.esm.js", "lib/uplot.css",
				uplot + "uPlot.min.css");
	}

	private static Map<String, byte[]> read() throws IOException {
		Map<String, byte[]> contents = new TreeMap<>();
		Resource[] own = new PathMatchingResourcePatternResolver(PageFiles.class.getClassLoader())
			.getResources("classpath*:" + FOLDER + "**/*.*");
		for (Resource resource : own) {
			String path = resource.getURL().getPath();
			contents.put(path.substring(path.lastIndexOf("/" + FOLDER) + FOLDER.length() + 1),
					resource.getContentAsByteArray());
		}
		contents.put("sample.jpg", new ClassPathResource("demo/samples/coffee.jpg").getContentAsByteArray());
		for (Map.Entry<String, String> library : LIBRARIES.entrySet()) {
			contents.put(library.getKey(),
					new ClassPathResource("META-INF/resources/webjars/" + library.getValue()).getContentAsByteArray());
		}
		return contents;
	}

	private static String digest(Map<String, byte[]> contents) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			contents.forEach((name, bytes) -> {
				digest.update(name.getBytes(StandardCharsets.UTF_8));
				digest.update(bytes);
			});
			return HexFormat.of().formatHex(digest.digest()).substring(0, VERSION_LENGTH);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	/**
	 * Return what the addresses of the files hold.
	 * @return a word that changes when a file does
	 */
	String version() {
		return this.version;
	}

	/**
	 * Return the page itself.
	 * @param preferred the languages that the browser prefers, as in
	 * {@code Accept-Language}, or {@code null}
	 * @return the page, which names the files by their addresses and has the words of its
	 * language
	 */
	PageFile index(@Nullable String preferred) {
		return Objects.requireNonNull(this.indexes.get(language(preferred)));
	}

	/**
	 * Choose a language.
	 * @param preferred what the browser prefers, or {@code null}
	 * @return the best of those there are
	 */
	static String language(@Nullable String preferred) {
		try {
			String found = (preferred != null) ? Locale.lookupTag(Locale.LanguageRange.parse(preferred), LANGUAGES)
					: null;
			return Objects.requireNonNullElse(found, LANGUAGES.get(0));
		}
		catch (IllegalArgumentException | IndexOutOfBoundsException ex) {
			// Java 17 fails so on a hyphen that stands alone.
			return LANGUAGES.get(0);
		}
	}

	/**
	 * Find a file.
	 * @param name its name, with folders
	 * @return the file, or {@code null} if there is none
	 */
	@Nullable PageFile find(String name) {
		return this.files.get(name);
	}

}
