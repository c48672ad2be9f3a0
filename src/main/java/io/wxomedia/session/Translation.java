package io.wxomedia.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.databind.json.JsonMapper;

/**
 * Sentences that the service says, in another language: the book that the page has of
 * them, so that a report and the page say the same. What is in no book stays as it was
 * said. Thread-safe.
 */
final class Translation {

	private static final Pattern BOUNDARY = Pattern.compile("(?<=[.!?])\\s+(?=[A-Z{\"(])");

	private static final Pattern PLACE = Pattern.compile("\\{(\\w)}");

	private final Map<Pattern, String> book;

	private Translation(Map<Pattern, String> book) {
		this.book = book;
	}

	/**
	 * Read a book.
	 * @param language the language's tag
	 */
	static Translation to(String language) {
		try (InputStream in = Translation.class.getResourceAsStream("/console/i18n/service." + language + ".json")) {
			if (in == null) {
				throw new IllegalStateException("The page has no book of the service's sentences in " + language);
			}
			Map<Pattern, String> book = new LinkedHashMap<>();
			new JsonMapper().readTree(in)
				.properties()
				.forEach((entry) -> book.put(pattern(entry.getKey()), entry.getValue().asString()));
			return new Translation(book);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Pattern pattern(String said) {
		StringBuilder pattern = new StringBuilder();
		Matcher places = PLACE.matcher(said);
		int end = 0;
		while (places.find()) {
			pattern.append(Pattern.quote(said.substring(end, places.start())))
				.append("(?<")
				.append(places.group(1))
				.append(">.+?)");
			end = places.end();
		}
		return Pattern.compile(pattern.append(Pattern.quote(said.substring(end))).toString(), Pattern.DOTALL);
	}

	/**
	 * Say in that language what the service said.
	 * @param text one or several sentences
	 */
	String of(String text) {
		return Stream.of(BOUNDARY.split(text)).map(this::sentence).collect(Collectors.joining(" "));
	}

	private String sentence(String said) {
		boolean stop = said.endsWith(".") && !said.endsWith("..");
		String bare = stop ? said.substring(0, said.length() - 1) : said;
		for (Map.Entry<Pattern, String> entry : this.book.entrySet()) {
			Matcher found = entry.getKey().matcher(bare);
			if (found.matches()) {
				return PLACE.matcher(entry.getValue())
					.replaceAll((place) -> Matcher.quoteReplacement(inner(found, place))) + (stop ? "." : "");
			}
		}
		return said;
	}

	/**
	 * What stands in a sentence may be one itself.
	 */
	private String inner(Matcher found, MatchResult place) {
		String part = found.group(place.group(1));
		return part.contains(" ") ? sentence(part) : part;
	}

}
