package io.wxomedia.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query of Prometheus, as far as it can be checked without one: its brackets are
 * closed, its functions are known, and the metrics that it reads can be told.
 */
public final class PromQl {

	private static final Pattern TOKEN = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|[a-zA-Z_:$][\\w:]*|\\d[\\w.]*"
			+ "|[(){}\\[\\]]|[<>=!]=|[=!]~|[-+*/%^<>=,.]|\\s+");

	private static final Set<String> FUNCTIONS = Set.of("abs", "absent", "avg", "clamp_max", "count",
			"histogram_quantile", "increase", "max", "max_over_time", "min", "rate", "sum", "topk");

	private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool");

	private static final Set<String> LABEL_LISTS = Set.of("by", "without", "on", "ignoring");

	private final String query;

	private final Set<String> metrics = new TreeSet<>();

	private final Set<String> labels = new TreeSet<>();

	private final Deque<String> open = new ArrayDeque<>();

	private String before = "";

	private PromQl(String query) {
		this.query = query;
	}

	/**
	 * Read a query.
	 * @param query the query
	 * @return what it says
	 * @throws AssertionError if Prometheus would not understand it
	 */
	public static PromQl parse(String query) {
		PromQl parsed = new PromQl(query);
		parsed.read();
		return parsed;
	}

	private void read() {
		Matcher matcher = TOKEN.matcher(this.query);
		int end = 0;
		while (matcher.find()) {
			if (matcher.start() != end) {
				break;
			}
			end = matcher.end();
			String token = matcher.group();
			if (!token.isBlank()) {
				take(token, this.query.substring(end).stripLeading());
				this.before = token;
			}
		}
		if (end != this.query.length()) {
			throw wrong("something that is no PromQL at " + this.query.substring(end));
		}
		if (!this.open.isEmpty()) {
			throw wrong("an open bracket");
		}
	}

	private void take(String token, String rest) {
		switch (token) {
			case "(" -> this.open.push(LABEL_LISTS.contains(this.before) ? "labels" : ")");
			case "{" -> this.open.push("}");
			case "[" -> this.open.push("]");
			case ")", "}", "]" -> close(token);
			default -> {
				if (Character.isLetter(token.charAt(0)) || token.charAt(0) == '_') {
					takeWord(token, rest);
				}
			}
		}
	}

	private void close(String bracket) {
		String expected = this.open.isEmpty() ? "" : this.open.pop();
		if (!bracket.equals(expected) && !(bracket.equals(")") && expected.equals("labels"))) {
			throw wrong("a bracket that closes nothing");
		}
	}

	private void takeWord(String word, String rest) {
		String within = this.open.isEmpty() ? "" : this.open.peek();
		if (within.equals("}") || within.equals("labels")) {
			this.labels.add(word);
		}
		else if (KEYWORDS.contains(word) || LABEL_LISTS.contains(word)) {
			return;
		}
		else if (rest.startsWith("(") || rest.startsWith("by") || rest.startsWith("without")) {
			if (!FUNCTIONS.contains(word)) {
				throw wrong("the unknown function " + word);
			}
		}
		else {
			this.metrics.add(word);
		}
	}

	private AssertionError wrong(String what) {
		return new AssertionError("There is " + what + " in " + this.query);
	}

	/**
	 * Return what the query reads.
	 * @return names of series
	 */
	public Set<String> metrics() {
		return this.metrics;
	}

	/**
	 * Return what the query selects and groups by.
	 * @return names of labels
	 */
	public Set<String> labels() {
		return this.labels;
	}

}
