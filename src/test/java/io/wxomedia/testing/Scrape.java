package io.wxomedia.testing;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Prometheus reads from the service.
 */
public final class Scrape {

	private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");

	private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)");

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

	private final Map<String, String> types = new TreeMap<>();

	private final Map<String, Set<String>> labels = new TreeMap<>();

	private final Map<String, Double> values = new TreeMap<>();

	private Scrape() {
	}

	/**
	 * Read the metrics.
	 * @param service the service
	 * @param headers headers of the request, names and values in turn
	 * @return what was read
	 */
	public static Scrape of(ServiceClient service, String... headers) {
		ServiceClient.Answer answer = service.get("/actuator/prometheus", headers);
		if (answer.status() != 200) {
			throw new AssertionError("No metrics: " + answer.status());
		}
		Scrape scrape = new Scrape();
		answer.text().lines().forEach(scrape::read);
		return scrape;
	}

	private void read(String line) {
		Matcher type = TYPE.matcher(line);
		if (type.matches()) {
			this.types.put(type.group(1), type.group(2));
			return;
		}
		Matcher sample = SAMPLE.matcher(line);
		if (sample.matches()) {
			Set<String> names = this.labels.computeIfAbsent(sample.group(1), (name) -> new TreeSet<>());
			Map<String, String> given = new TreeMap<>();
			Matcher label = LABEL.matcher((sample.group(2) != null) ? sample.group(2) : "");
			while (label.find()) {
				names.add(label.group(1));
				given.put(label.group(1), label.group(2));
			}
			this.values.put(sample.group(1) + given, Double.valueOf(sample.group(3)));
		}
	}

	/**
	 * Return the metrics.
	 * @return their names and types
	 */
	public Map<String, String> types() {
		return this.types;
	}

	/**
	 * Return the series by their names, such as those of buckets.
	 * @return the labels of each
	 */
	public Map<String, Set<String>> labels() {
		return this.labels;
	}

	/**
	 * Return the value of a series.
	 * @param name the name
	 * @param labels its labels, names and values in turn
	 * @return the value, 0 if there is no such series
	 */
	public double value(String name, String... labels) {
		Map<String, String> wanted = new TreeMap<>();
		for (int i = 0; i < labels.length; i += 2) {
			wanted.put(labels[i], labels[i + 1]);
		}
		return this.values.getOrDefault(name + wanted, 0.0);
	}

}
