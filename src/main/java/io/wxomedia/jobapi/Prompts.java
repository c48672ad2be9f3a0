package io.wxomedia.jobapi;

import java.util.List;
import java.util.Objects;

import io.wxomedia.job.Job;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what a job was asked for in words, by which people know it again. Thread-safe.
 */
final class Prompts {

	/**
	 * Enough to know a job by; the rest stays with the job.
	 */
	static final int LONGEST = 200;

	/**
	 * What the kinds of job call it.
	 */
	private static final List<String> NAMES = List.of("prompt", "imagePrompt");

	private static final JsonMapper JSON = new JsonMapper();

	private Prompts() {
	}

	/**
	 * Read the words of a job.
	 * @param job the job
	 * @return at most {@link #LONGEST} characters of them, or {@code null} if there are
	 * none
	 */
	static @Nullable String of(Job job) {
		try {
			JsonNode request = JSON.readTree(Objects.requireNonNullElse(job.request(), ""));
			return NAMES.stream()
				.map((name) -> request.path(name).asString("").strip())
				.filter((prompt) -> !prompt.isEmpty())
				.findFirst()
				.map(Prompts::shortened)
				.orElse(null);
		}
		catch (JacksonException ex) {
			// A kind of job whose request is no JSON has no words in it.
			return null;
		}
	}

	private static String shortened(String prompt) {
		if (prompt.codePointCount(0, prompt.length()) <= LONGEST) {
			return prompt;
		}
		return prompt.substring(0, prompt.offsetByCodePoints(0, LONGEST - 1)).stripTrailing() + "\u2026";
	}

}
