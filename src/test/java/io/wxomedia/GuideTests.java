package io.wxomedia;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the two workshop guides together, and both together with what they speak of.
 */
class GuideTests {

	private static final String ENGLISH = "docs/workshop.en.md";

	private static final String FRENCH = "docs/workshop.fr.md";

	private static final String APPENDIX = "docs/workshop-curl.md";

	private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");

	private static final Pattern SPAN = Pattern.compile("`([^`\\n]+)`");

	private static final Pattern HEADING = Pattern.compile("(?m)^(#+) (.+)$");

	private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

	private static final Pattern FILE = Pattern
		.compile("(?<![\\w/$.:-])(\\.?[\\w-]+(?:/[\\w.-]+)*\\.(?:md|sh|ya?ml|py|jpg|example))\\b");

	private static final Pattern VARIABLE = Pattern
		.compile("\\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\\b|\\b([A-Z][A-Z0-9]{2,})=|`([A-Z][A-Z0-9]{2,})`");

	private static final Set<String> METHODS = Set.of("GET", "POST", "PATCH", "DELETE", "HEAD");

	private static final Pattern ENDPOINT = Pattern
		.compile("\\b(?:GET|POST|HEAD|DELETE) (/[\\w/{}.-]+)|\\$(?:service|url)(/[^\\s\"?`]+)");

	private static final Pattern REFUSAL = Pattern.compile("([45]\\d\\d) ([a-z0-9_]+)");

	private static final Pattern SCRIPT = Pattern.compile("((?:deploy|orchestrate-tools)/[\\w-]+\\.sh)([^|>`\\n]*)");

	private static final Pattern OPTION = Pattern.compile("(?<= )--[a-z-]+");

	private static final String ELLIPSIS = "…";

	@Test
	void headingsAreAtTheSameLevels() {
		assertThat(matches(HEADING, prose(ENGLISH)).map((heading) -> heading.group(1))).hasSizeGreaterThan(25)
			.isEqualTo(matches(HEADING, prose(FRENCH)).map((heading) -> heading.group(1)).toList());
	}

	@Test
	void commandsAreTheSame() {
		assertThat(matches(BLOCK, read(ENGLISH)).map(MatchResult::group)).hasSizeGreaterThan(8)
			.isEqualTo(matches(BLOCK, read(FRENCH)).map(MatchResult::group).toList());
	}

	@Test
	void codeInTheTextIsTheSame() {
		assertThat(spans(ENGLISH)).hasSizeGreaterThan(60).isEqualTo(spans(FRENCH));
	}

	@Test
	void messagesAreInTheSameOrder() {
		assertThat(messages(ENGLISH)).hasSizeGreaterThan(20).isEqualTo(messages(FRENCH));
	}

	@ParameterizedTest
	@ValueSource(strings = { ENGLISH, FRENCH, APPENDIX })
	void linksLeadSomewhere(String guide) {
		Set<String> anchors = matches(HEADING, prose(guide)).map((heading) -> anchor(heading.group(2)))
			.collect(Collectors.toSet());
		List<String> links = matches(LINK, prose(guide)).map((link) -> link.group(1)).toList();
		assertThat(links).isNotEmpty().allSatisfy((link) -> {
			if (link.startsWith("#")) {
				assertThat(anchors).contains(link.substring(1));
			}
			else {
				assertThat(Path.of("docs").resolve(link).normalize()).isRegularFile();
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { ENGLISH, FRENCH })
	void filesExist(String guide) {
		Set<String> names = fileNames();
		List<String> files = Stream.concat(spans(guide).stream(), blocks(guide))
			.flatMap((code) -> matches(FILE, code))
			.map((file) -> file.group(1))
			.filter((file) -> file.contains("/") || !file.endsWith(".jpg"))
			.distinct()
			.toList();
		assertThat(files).contains("deploy/cos.sh").allSatisfy((file) -> {
			if (file.contains("/")) {
				assertThat(Path.of(file)).isRegularFile();
			}
			else {
				assertThat(names).contains(file);
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { ENGLISH, FRENCH })
	void optionsOfScriptsExist(String guide) {
		List<MatchResult> calls = matches(SCRIPT, read(guide)).toList();
		assertThat(calls).hasSizeGreaterThan(8).allSatisfy((call) -> {
			String script = read(call.group(1));
			assertThat(matches(OPTION, call.group(2)).map(MatchResult::group)).allSatisfy(
					(option) -> assertThat(script).containsPattern("(?m)" + Pattern.quote(option) + "(?![a-z-])"));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { ENGLISH, FRENCH })
	void variablesAreDocumented(String guide) {
		Set<String> documented = spans("CONFIGURATION.md").stream()
			.flatMap((span) -> matches(Pattern.compile("[A-Z][A-Z0-9_]{2,}"), span))
			.map(MatchResult::group)
			.collect(Collectors.toSet());
		Set<String> named = matches(VARIABLE, read(guide)).map(GuideTests::firstGroup)
			.filter(Predicate.not(METHODS::contains))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(named).contains("INBOX", "OPENAI_IMAGES_PER_MINUTE").isSubsetOf(documented);
	}

	@ParameterizedTest
	@ValueSource(strings = { ENGLISH, FRENCH })
	void endpointsAreDocumented(String guide) {
		List<Pattern> documented = spans("API.md").stream()
			.flatMap((span) -> matches(Pattern.compile("(?<![\\w.])/[a-z][\\w/{}.-]*"), span))
			.map((path) -> Pattern.compile(path.group().replace(".", "\\.").replaceAll("\\{\\w+}", "[^/]+")))
			.toList();
		Set<String> named = matches(ENDPOINT, read(guide)).map(GuideTests::firstGroup)
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(named).contains("/preflight", "/jobs/{id}")
			.allSatisfy((path) -> assertThat(documented)
				.anyMatch((pattern) -> pattern.matcher(path.replace("$", "")).matches()));
	}

	@Test
	void appendixCallsWhatIsDocumented() {
		String api = read("API.md");
		assertThat(matches(ENDPOINT, read(APPENDIX)).map(GuideTests::firstGroup).toList()).hasSizeGreaterThan(5)
			.allSatisfy((path) -> assertThat(api)
				.contains(path.replace("$me", "{name}").replace("$job", "{id}").replaceFirst("^[$]", "")));
	}

	@Test
	void refusalsAreDocumented() {
		String api = read("API.md");
		List<MatchResult> refusals = spans(APPENDIX).stream()
			.map(REFUSAL::matcher)
			.filter((matcher) -> matcher.matches())
			.map((matcher) -> matcher.toMatchResult())
			.toList();
		assertThat(refusals).hasSizeGreaterThan(15)
			.allSatisfy((refusal) -> assertThat(api)
				.containsPattern("\\b" + refusal.group(1) + "\\b[^;\\n]*`" + refusal.group(2) + "`"));
	}

	@Test
	void messagesOfOursAreWhatTheCodeSays() {
		String sources = sources();
		List<String> ours = Stream.of(ENGLISH, APPENDIX)
			.map(GuideTests::messages)
			.flatMap((sections) -> sections.subList(0, sections.lastIndexOf("")).stream())
			.toList();
		assertThat(ours.stream().filter((message) -> !REFUSAL.matcher(message).matches()).toList())
			.hasSizeGreaterThan(30)
			.allSatisfy((message) -> assertThat(Arrays.stream(message.split(ELLIPSIS)).map(String::strip))
				.allSatisfy((part) -> assertThat(sources.contains(part)).as(part).isTrue()));
	}

	@Test
	void everyToolFlowAndAgentIsRemovedAtTheEnd() {
		Set<String> names = new TreeSet<>();
		Pattern place = Pattern.compile("orchestrate-tools/(openapi|tools|flows|agents)/([\\w-]+)\\.(?:py|yaml)");
		files(Path.of("orchestrate-tools")).forEach((file) -> {
			Matcher found = place.matcher(file.toString().replace('\\', '/'));
			if (found.matches() && found.group(1).equals("openapi")) {
				matches(Pattern.compile("operationId: *(\\w+)"), read(file.toString()))
					.forEach((id) -> names.add(id.group(1)));
			}
			else if (found.matches()) {
				names.add(found.group(2));
			}
		});
		String removal = blocks(ENGLISH).filter((block) -> block.contains("orchestrate tools remove"))
			.collect(Collectors.joining());
		assertThat(names).hasSize(12).allSatisfy((name) -> assertThat(removal).containsPattern("\\b" + name + "\\b"));
	}

	/**
	 * Return the messages that the tables of the last chapter begin their rows with; an
	 * empty text begins each table.
	 */
	private static List<String> messages(String guide) {
		String text = read(guide);
		List<String> messages = new ArrayList<>();
		for (String line : text.substring(text.lastIndexOf("\n## ")).split("\n")) {
			if (line.startsWith("|---")) {
				messages.add("");
			}
			else if (line.startsWith("| `")) {
				messages.addAll(matches(SPAN, line.split(" \\| ", 2)[0]).map((span) -> span.group(1)).toList());
			}
		}
		return messages;
	}

	/**
	 * Return all sources, with texts that go over several lines in one piece.
	 */
	private static String sources() {
		return Stream.of("src/main/java", "orchestrate-tools", "deploy")
			.flatMap((folder) -> files(Path.of(folder)))
			.filter((file) -> file.toString().matches(".*\\.(java|sh|py)"))
			.map((file) -> read(file.toString()).replaceAll("\"\\s*\\+\\s*\"", "").replace("\\\"", "\""))
			.collect(Collectors.joining("\n"));
	}

	private static Set<String> fileNames() {
		return Stream
			.concat(Stream.of(".", "docs", "deploy").flatMap((folder) -> list(Path.of(folder))),
					files(Path.of("orchestrate-tools")))
			.map((file) -> String.valueOf(file.getFileName()))
			.collect(Collectors.toSet());
	}

	/**
	 * Make the anchor that the usual viewers give a heading.
	 */
	private static String anchor(String heading) {
		return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
	}

	private static Set<String> spans(String file) {
		return matches(SPAN, prose(file)).map((span) -> span.group(1)).collect(Collectors.toCollection(TreeSet::new));
	}

	private static Stream<String> blocks(String file) {
		return matches(BLOCK, read(file)).map((block) -> block.group(2));
	}

	private static String prose(String file) {
		return BLOCK.matcher(read(file)).replaceAll("");
	}

	private static String firstGroup(MatchResult match) {
		for (int group = 1; group <= match.groupCount(); group++) {
			if (match.group(group) != null) {
				return match.group(group);
			}
		}
		throw new IllegalArgumentException("No group has matched in " + match.group());
	}

	private static Stream<MatchResult> matches(Pattern pattern, String text) {
		return pattern.matcher(text).results();
	}

	private static Stream<Path> files(Path folder) {
		try (Stream<Path> files = Files.walk(folder)) {
			return files.filter(Files::isRegularFile).toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Stream<Path> list(Path folder) {
		try (Stream<Path> files = Files.list(folder)) {
			return files.filter(Files::isRegularFile).toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String read(String file) {
		try {
			return Files.readString(Path.of(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
