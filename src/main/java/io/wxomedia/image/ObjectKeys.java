package io.wxomedia.image;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Names results.
 */
final class ObjectKeys {

	private static final int LONGEST_STEM = 100;

	private static final String MANIFEST_NAME = "manifest.json";

	private static final String JOB_FOLDER = "(.*/)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/";

	private static final Pattern RESULT = Pattern.compile(JOB_FOLDER + "[^/]+_modified\\.(png|jpeg|webp)",
			Pattern.DOTALL);

	private static final Pattern MANIFEST = Pattern.compile(JOB_FOLDER + Pattern.quote(MANIFEST_NAME), Pattern.DOTALL);

	private ObjectKeys() {
	}

	/**
	 * Return the stem of a single result: the cleaned file name, or one made from the
	 * job's id where none was sent.
	 */
	static String stem(@Nullable String filename, UUID job) {
		if (filename == null || filename.isBlank()) {
			return "image_" + job.toString().substring(0, 8);
		}
		return stem(filename);
	}

	static String stem(String filename) {
		String name = filename.substring(Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\')) + 1);
		int dot = name.lastIndexOf('.');
		String stem = (dot > 0) ? name.substring(0, dot) : name;
		stem = stem.replace(' ', '_').replaceAll("[^A-Za-z0-9_.-]+", "_");
		stem = stem.replaceAll("^[._-]+|[._-]+$", "");
		if (stem.length() > LONGEST_STEM) {
			stem = stem.substring(0, LONGEST_STEM);
		}
		return stem.isEmpty() ? "image" : stem;
	}

	/**
	 * Return a stem for each key, in the order of the keys. Those that would meet on one
	 * name get {@code _2}, {@code _3} and so on.
	 */
	static List<String> distinctStems(List<String> keys) {
		Set<String> taken = new HashSet<>();
		Map<String, Integer> numbers = new HashMap<>();
		List<String> stems = new ArrayList<>(keys.size());
		for (String key : keys) {
			String stem = stem(key);
			String distinct = stem;
			while (!taken.add(distinct)) {
				distinct = stem + "_" + numbers.merge(stem, 2, (number, first) -> number + 1);
			}
			stems.add(distinct);
		}
		return stems;
	}

	static String single(UUID job, String stem, String extension) {
		return folder(job) + result(stem, extension);
	}

	/**
	 * Return where the result of a single job is.
	 */
	static String folder(UUID job) {
		return "results/" + job + "/";
	}

	static String batchPrefix(String outputPrefix, UUID job) {
		return (outputPrefix.isEmpty() ? "" : outputPrefix + "/") + job + "/";
	}

	static String result(String stem, String extension) {
		return stem + "_modified." + extension;
	}

	/**
	 * Return the key of what is written about a batch. No result can have it, as the name
	 * of each ends with {@code _modified} and its format.
	 */
	static String manifest(String batchPrefix) {
		return batchPrefix + MANIFEST_NAME;
	}

	/**
	 * Return whether a key looks like that of a manifest, be it of another output prefix.
	 */
	static boolean isManifest(String key) {
		return MANIFEST.matcher(key).matches();
	}

	/**
	 * Return whether a key looks like that of a result, be it of another output prefix.
	 */
	static boolean isResult(String key) {
		return RESULT.matcher(key).matches();
	}

}
