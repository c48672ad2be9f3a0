package io.wxomedia.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the service says reaches people in their language: each code of a refusal has
 * words in both, and each sentence of what looks after the service is in the French book.
 */
class ServiceWordsTests {

	private static final Path SOURCES = Path.of("src/main/java/io/wxomedia");

	private static final Path WORDS = Path.of("src/main/resources/console/i18n");

	/**
	 * What a browser cannot do wrong, or what only other programs are told.
	 */
	private static final Set<String> OF_OTHERS = Set.of("invalid_request", "invalid_content_length",
			"expectation_failed", "unsupported_transfer_encoding", "not_implemented", "http_version_not_supported",
			"invalid_webhook", "keys_unavailable", "invalid_finished_before");

	/**
	 * Whose every sentence is for people who look at the page, besides the checks of the
	 * preflight.
	 */
	private static final List<String> SPEAKERS = List.of("callback/Advice", "callback/Unsendable",
			"platform/PlatformAdvice", "provider/ProviderStates", "session/SeatRules", "session/SeatChecks",
			"signature/SignatureCheck", "demo/DemoCheckConfiguration", "storage/S3Failures", "preflight/ClockSkew");

	private static final Pattern CODE = Pattern.compile("`([a-z]+(?:_[a-z]+)+)`|`(unauthorized|expired)`");

	private static final Pattern REFUSES = Pattern.compile("\"[45]\\d\\d ([a-z_]+)\"");

	private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*+)\"");

	private static final Pattern SENTENCES = Pattern.compile("(?<=[.!?])\\s+(?=[A-Z])");

	/**
	 * What no person is told: what is wrong in the code, and what stands in an object.
	 */
	private static final Set<String> UNTOLD = Set.of("The root of a file system exists", "the connection does not work",
			"Written by the preflight of wxo-media-service; may be deleted\n");

	/** So many characters are of one sentence only. */
	private static final int TELLING = 20;

	private static final Pattern PLACE = Pattern.compile("\\{\\w}");

	@ParameterizedTest
	@ValueSource(strings = { "en", "fr" })
	void everyRefusalThatThePageCanMeetHasWords(String language) throws IOException {
		Set<String> words = new TreeSet<>();
		read(language + ".json").propertyNames()
			.stream()
			.filter((name) -> name.startsWith("problem."))
			.forEach((name) -> words.add(name.substring("problem.".length())));
		Set<String> codes = documented();
		assertThat(codes).hasSizeGreaterThan(60).contains("queue_full", "seat_muted", "inbox_full");
		codes.removeAll(OF_OTHERS);
		assertThat(words).containsAll(codes);
	}

	/**
	 * The codes of API.md's chapter on refusals, and those that endpoints say they refuse
	 * with.
	 */
	private static Set<String> documented() throws IOException {
		String chapter = Files.readString(Path.of("API.md")).split("\n## Refusals\n")[1].split("\n## ")[0];
		Stream<String> listed = chapter.lines()
			.filter((line) -> line.startsWith("| ") || line.startsWith("Elsewhere") || line.startsWith("413"))
			.map((line) -> line.startsWith("| ") ? line.split("\\|")[2] : line)
			.flatMap((line) -> CODE.matcher(line).results())
			.map((code) -> (code.group(1) != null) ? code.group(1) : code.group(2));
		Stream<String> refused = sources().flatMap((source) -> REFUSES.matcher(source).results())
			.map((code) -> code.group(1));
		return Stream.concat(listed, refused).collect(Collectors.toCollection(TreeSet::new));
	}

	@Test
	void everySentenceOfWhatLooksAfterTheServiceIsInTheFrenchBook() throws IOException {
		String book = String.join("\n", sentences("service.fr.json").keySet());
		Map<String, List<String>> missing = new TreeMap<>();
		speakers().forEach((name, source) -> {
			List<String> unknown = fragments(source)
				.filter((fragment) -> !book.contains(fragment) && !UNTOLD.contains(fragment))
				.toList();
			if (!unknown.isEmpty()) {
				missing.put(name, unknown);
			}
		});
		assertThat(speakers().keySet()).hasSizeGreaterThan(20);
		assertThat(missing).isEmpty();
	}

	/**
	 * A sentence that nobody says any more would be in the book for ever.
	 */
	@Test
	void everySentenceOfTheFrenchBookIsSaid() throws IOException {
		String said = sources().flatMap(ServiceWordsTests::literals).collect(Collectors.joining("\n"));
		List<String> unsaid = sentences("service.fr.json").keySet()
			.stream()
			.flatMap((sentence) -> Stream.of(sentence.split("\0")))
			.filter((fragment) -> fragment.strip().length() > 24 && !isSaid(fragment, said))
			.toList();
		assertThat(unsaid).isEmpty();
	}

	/**
	 * What the code puts together of parts stands there in parts.
	 */
	private static boolean isSaid(String fragment, String said) {
		return IntStream.rangeClosed(0, fragment.length() - TELLING)
			.anyMatch((at) -> said.contains(fragment.substring(at, at + TELLING)));
	}

	/**
	 * The first that fits is taken, by the page and by the report.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "COS_BUCKET", "what has several words" })
	void everySentenceOfTheFrenchBookFindsItsOwnMeaning(String filling) throws IOException {
		List<String> book = List.copyOf(read("service.fr.json").propertyNames());
		assertThat(book).hasSizeGreaterThan(300).allSatisfy((sentence) -> {
			String said = PLACE.matcher(sentence).replaceAll(filling);
			assertThat(book.stream().filter((one) -> pattern(one).matcher(said).matches()).findFirst())
				.hasValue(sentence);
		});
	}

	private static Pattern pattern(String sentence) {
		return Pattern.compile(
				Stream.of(PLACE.split(sentence, -1)).map(Pattern::quote).collect(Collectors.joining(".+?")),
				Pattern.DOTALL);
	}

	@Test
	void nothingIsAddedInFrench() throws IOException {
		read("service.fr.json").properties()
			.forEach((entry) -> assertThat(places(entry.getKey())).as(entry.getKey())
				.containsAll(places(entry.getValue().asString())));
	}

	private static List<String> places(String text) {
		return PLACE.matcher(text).results().map(MatchResult::group).toList();
	}

	private static Map<String, String> sentences(String file) throws IOException {
		Map<String, String> sentences = new TreeMap<>();
		read(file).properties()
			.forEach((entry) -> sentences.put(PLACE.matcher(entry.getKey()).replaceAll("\0"),
					entry.getValue().asString()));
		return sentences;
	}

	private static JsonNode read(String file) throws IOException {
		return new JsonMapper().readTree(Files.readString(WORDS.resolve(file)));
	}

	private static Map<String, String> speakers() {
		Map<String, String> speakers = new TreeMap<>();
		files().forEach((file) -> {
			String name = SOURCES.relativize(file).toString().replace(".java", "");
			String source = source(file);
			if (SPEAKERS.contains(name) || source.contains("implements PreflightCheck")
					|| source.contains("implements RouteCheck")) {
				speakers.put(name, source);
			}
		});
		return speakers;
	}

	/**
	 * The parts of sentences that stand between what is put in, as far as they are long
	 * enough to be of one sentence only.
	 */
	private static Stream<String> fragments(String source) {
		return literals(source).flatMap((literal) -> Stream.of(SENTENCES.split(literal)))
			.map((sentence) -> sentence.replaceAll("^[ .,;:]+|[ .,;:]+$", ""))
			.filter((sentence) -> sentence.length() > 24 && sentence.chars().filter((c) -> c == ' ').count() > 2);
	}

	private static Stream<String> literals(String source) {
		return LITERAL.matcher(source)
			.results()
			.map((literal) -> literal.group(1).replace("\\\"", "\"").replace("\\n", "\n"));
	}

	private static Stream<String> sources() {
		return files().map(ServiceWordsTests::source);
	}

	private static Stream<Path> files() {
		try (Stream<Path> all = Files.walk(SOURCES)) {
			return all.filter((file) -> file.toString().endsWith(".java")).toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Without comments, without what goes to the log, and with literals put together that
	 * were broken into lines.
	 */
	private static String source(Path file) {
		try {
			return Files.readString(file)
				.replaceAll("(?s)/\\*.*?\\*/|logger\\.\\w+\\([^;]*;", "")
				.replaceAll("(?m)^\\s*//.*$", "")
				.replaceAll("(?s)\"\"\".*?\"\"\"", "")
				.replaceAll("\"\\s*\\+\\s*\"", "");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
