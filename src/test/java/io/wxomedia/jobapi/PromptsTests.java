package io.wxomedia.jobapi;

import java.time.Instant;

import io.wxomedia.job.Job;
import io.wxomedia.job.JobId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Prompts}.
 */
class PromptsTests {

	/**
	 * One character of two chars.
	 */
	private static final String MOON = "\uD83C\uDF19";

	@Test
	void wordsOfUpToTheLongestStayWhole() {
		assertThat(words("  make it blue \n")).isEqualTo("make it blue");
		assertThat(words("a".repeat(200))).isEqualTo("a".repeat(200));
		assertThat(words(MOON.repeat(200))).isEqualTo(MOON.repeat(200));
	}

	@Test
	void longerOnesEndWithAnEllipsisInTheLastPlace() {
		assertThat(words("a".repeat(201))).isEqualTo("a".repeat(199) + "\u2026");
		assertThat(words("a".repeat(190) + " ".repeat(9) + "b".repeat(2000))).isEqualTo("a".repeat(190) + "\u2026");
	}

	@Test
	void cutGoesThroughNoCharacter() {
		assertThat(words("a".repeat(198) + MOON.repeat(3))).isEqualTo("a".repeat(198) + MOON + "\u2026");
		assertThat(words("a".repeat(199) + MOON.repeat(2))).isEqualTo("a".repeat(199) + "\u2026");
		assertThat(words(MOON.repeat(201))).isEqualTo(MOON.repeat(199) + "\u2026");
	}

	@Test
	void workflowIsKnownByTheWordsOfItsPicture() {
		assertThat(prompt("{\"videoPrompt\":\"The beam turns\",\"imagePrompt\":\" A lighthouse \"}"))
			.isEqualTo("A lighthouse");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "no json", "{", "{\"prompt\":", "[]", "7", "null", "\"words\"", "{}",
			"{\"prompt\":null}", "{\"prompt\":\" \"}", "{\"prompt\":{\"prompt\":\"x\"}}",
			"{\"videoPrompt\":\"of a video\"}" })
	void requestWithoutWordsHasNone(String request) {
		assertThat(prompt(request)).isNull();
	}

	private static @Nullable String words(String prompt) {
		return prompt(new JsonMapper().createObjectNode().put("prompt", prompt).toString());
	}

	private static @Nullable String prompt(String request) {
		return Prompts.of(new Job(JobId.random(), "alice", "image_b64", null, request, null, null, null, null,
				Instant.parse("2026-11-28T10:00:00Z")));
	}

}
