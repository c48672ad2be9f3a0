package io.wxomedia.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.util.HtmlUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the files of the page: they name each other rightly, and both languages say
 * the same.
 */
class PageFilesTests {

	private static final Path FOLDER = Path.of("src/main/resources/console");

	private static final Pattern WORD = Pattern.compile("\\bt\\(\"([\\w.]+)\"[,)]");

	private static final Pattern PLACE = Pattern.compile("\\{\\w+}");

	private static final Pattern IMPORT = Pattern.compile("(?:from|import\\()\\s*\"(\\.[^\"]+)\"");

	private final PageFiles files = new PageFiles();

	@Test
	void bothLanguagesSayTheSame() throws IOException {
		Map<String, Set<String>> english = places("en");
		assertThat(english).hasSizeGreaterThan(150).isEqualTo(places("fr"));
	}

	private static Map<String, Set<String>> places(String language) throws IOException {
		Map<String, Set<String>> places = new TreeMap<>();
		JsonNode words = new JsonMapper().readTree(Files.readString(FOLDER.resolve("i18n/" + language + ".json")));
		words.properties()
			.forEach((word) -> places.put(word.getKey(),
					PLACE.matcher(word.getValue().toString())
						.results()
						.map((found) -> found.group())
						.collect(Collectors.toCollection(TreeSet::new))));
		words.properties()
			.forEach((word) -> assertThat(word.getValue().toString()).as(word.getKey()).isNotEqualTo("\"\""));
		return places;
	}

	@Test
	void everyWordThatScriptsNameIsThere() throws IOException {
		Set<String> known = places("en").keySet();
		Set<String> named = scripts().flatMap((script) -> WORD.matcher(read(script)).results())
			.map((found) -> found.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(named).hasSizeGreaterThan(80).isSubsetOf(known);
	}

	@Test
	void scriptsImportFilesThatAreServed() {
		assertThat(scripts()).isNotEmpty().allSatisfy((script) -> {
			String name = FOLDER.relativize(script).toString();
			PageFile served = this.files.find(name);
			if (served == null) {
				assertThat(text("page.js")).contains("pageModules[\"" + name + "\"] = ");
				return;
			}
			Matcher imports = IMPORT.matcher(new String(served.bytes(), StandardCharsets.UTF_8));
			while (imports.find()) {
				Path target = FOLDER.relativize(script.resolveSibling(imports.group(1)).normalize());
				assertThat(this.files.find(target.toString())).as(script + " imports " + target).isNotNull();
			}
		});
	}

	/**
	 * A browser that does not know them (Safari before 16.4) refuses the whole script.
	 */
	@Test
	void noScriptLooksBehind() {
		Stream<String> served = Stream.of(text("page.js"), text("lib/uplot.js"));
		assertThat(Stream.concat(scripts().map(PageFilesTests::read), served)).hasSizeGreaterThan(10)
			.allSatisfy((script) -> assertThat(script).doesNotContain("(?<=", "(?<!"));
	}

	/**
	 * What counts on a slow line: how many files the first view waits for, and how large
	 * they are.
	 */
	@Test
	void firstViewIsFewFiles() {
		Matcher addresses = Pattern.compile("(?:src|href)=\"/console/[^/]+/([^\"]+)\"").matcher(index());
		int bytes = 0;
		int found = 0;
		while (addresses.find()) {
			bytes += Objects.requireNonNull(this.files.find(addresses.group(1))).compressed().length;
			found++;
		}
		assertThat(found).isLessThanOrEqualTo(4);
		assertThat(bytes + this.files.index("fr").compressed().length).isLessThan(64_000);
		assertThat(IMPORT.matcher(text("page.js")).results().map((one) -> one.group(1)))
			.containsOnly("./views/video.js", "./views/jobs.js", "./views/inbox.js", "./views/host.js");
	}

	/**
	 * Each header of up to three of the characters that have a meaning in it, and some
	 * longer ones.
	 */
	@Test
	void garbageForALanguageIsTheFirst() {
		String[] parts = { "-", ",", ";", "=", "q", "*", "_", " ", "0", "\u0000", "x-", ";q=" };
		for (String first : parts) {
			for (String second : parts) {
				for (String third : parts) {
					String header = first + second + third;
					assertThat(PageFiles.language(header)).as(header).isEqualTo("en");
				}
			}
		}
		for (String header : new String[] { "-", "--", "-fr", "fr-", "a-b-c-d-e-f-g-h", "en;q=2", "en;q=-", "\uD800",
				"-".repeat(8000), "en,".repeat(3000) }) {
			assertThat(PageFiles.language(header)).as(header).isIn("en", "fr");
		}
	}

	@Test
	void pageBringsTheWordsOfTheBrowsersLanguage() throws IOException {
		for (String preferred : new String[] { "fr-CA,fr;q=0.9,en;q=0.8", "de, fr;q=0.5", "en-GB", "", "de", "%%%" }) {
			String language = preferred.contains("fr") ? "fr" : "en";
			String html = new String(this.files.index(preferred).bytes(), StandardCharsets.UTF_8);
			assertThat(html).as(preferred).contains("<html lang=\"" + language + "\">").doesNotContain("{words}");
			Matcher words = Pattern.compile("<template id=\"words\">([^<]*)</template>").matcher(html);
			assertThat(words.find()).isTrue();
			assertThat(HtmlUtils.htmlUnescape(words.group(1)))
				.isEqualTo(Files.readString(FOLDER.resolve("i18n/" + language + ".json")));
		}
	}

	private String index() {
		return new String(this.files.index(null).bytes(), StandardCharsets.UTF_8);
	}

	private String text(String name) {
		return new String(Objects.requireNonNull(this.files.find(name)).bytes(), StandardCharsets.UTF_8);
	}

	@Test
	void pageNamesFilesOfItsVersion() {
		Matcher addresses = Pattern.compile("/console/([^/]+)/([^\"]+)\"").matcher(index());
		int found = 0;
		while (addresses.find()) {
			assertThat(addresses.group(1)).isEqualTo(this.files.version());
			assertThat(this.files.find(addresses.group(2))).as(addresses.group(2)).isNotNull();
			found++;
		}
		assertThat(found).isGreaterThan(3);
	}

	private static Stream<Path> scripts() {
		try (Stream<Path> all = Files.walk(FOLDER)) {
			return all.filter((file) -> file.toString().endsWith(".js")).toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
