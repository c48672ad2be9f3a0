package io.wxomedia.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The files of the page, read once at the start. Their addresses hold a digest of all of
 * them, so that a browser may keep each for good: scripts import each other by relative
 * addresses, and so what belongs together comes together. Thread-safe.
 */
final class PageFiles {

	private static final String FOLDER = "console/";

	private static final String INDEX = "index.html";

	private static final String VERSION = "{version}";

	private static final int VERSION_LENGTH = 12;

	/**
	 * What the page takes of others, and under which name.
	 */
	private static final Map<String, String> LIBRARIES = libraries();

	private final Map<String, PageFile> files = new TreeMap<>();

	private final String version;

	private final PageFile index;

	PageFiles() {
		try {
			Map<String, byte[]> contents = read();
			this.version = digest(contents);
			contents.forEach((name, bytes) -> this.files.put(name, PageFile.of(name, bytes)));
			String html = new String(contents.getOrDefault(INDEX, new byte[0]), StandardCharsets.UTF_8);
			this.index = PageFile.of(INDEX, html.replace(VERSION, this.version).getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The files of the page cannot be read", ex);
		}
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
	 * @return the page, which names the files by their addresses
	 */
	PageFile index() {
		return this.index;
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
