package io.wxomedia.workflowapi;

import java.util.List;

import io.wxomedia.generation.VideoCapabilities;
import io.wxomedia.workflow.WorkflowSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link StartFields}.
 */
class StartFieldsTests {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final VideoCapabilities ALL = new VideoCapabilities(List.of(4, 6, 8), List.of("720p", "1080p"),
			List.of("16:9", "9:16"), true, true, true, true);

	@Test
	void whatIsLeftOutIsAsUsual() {
		assertThat(StartFields.read(body(), ALL)).isEqualTo(new StartFields(new WorkflowSpec("A lighthouse at dusk",
				"The beam turns slowly", "vivid", "hd", "1024x1792", 8, "1080p", true, null), 1, null));
	}

	@Test
	void everythingCanBeSaid() {
		JsonNode body = JSON.readTree("""
				{"imagePrompt":"A lighthouse at dusk","videoPrompt":"The beam turns slowly","count":4,"projectId":"p",
				"imageConfig":{"style":"natural","quality":"standard","size":"1792x1024","more":1},
				"videoConfig":{"duration":"8s","resolution":"720p","generateAudio":false},"unknown":[]}""");
		assertThat(StartFields.read(body, ALL)).isEqualTo(new StartFields(new WorkflowSpec("A lighthouse at dusk",
				"The beam turns slowly", "natural", "standard", "1792x1024", 8, "720p", false, null), 4, "p"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = { "imagePrompt; \"short\"; too_small", "imagePrompt; \"          \"; too_small",
			"imagePrompt; 7; invalid_type", "imagePrompt; null; invalid_type", "imagePrompt; LONG2001; too_big",
			"videoPrompt; LONG1001; too_big", "videoPrompt; \"123456789\"; too_small",
			"imageConfig; \"vivid\"; invalid_type", "imageConfig.style; \"bright\"; invalid_enum_value",
			"imageConfig.quality; true; invalid_type", "imageConfig.size; \"640x480\"; invalid_enum_value",
			"videoConfig.duration; \"5s\"; invalid_enum_value", "videoConfig.duration; 8; invalid_type",
			"videoConfig.resolution; \"4k\"; invalid_enum_value", "videoConfig.generateAudio; \"yes\"; invalid_type",
			"count; 0; too_small", "count; 5; too_big", "count; 1.5; invalid_type", "count; \"2\"; invalid_type",
			"projectId; 7; invalid_type", "projectId; \"\"; too_small" })
	void fieldWithAFaultIsNamed(String field, String value, String code) {
		ObjectNode body = body();
		ObjectNode holder = body;
		String name = field;
		if (field.contains(".")) {
			holder = body.putObject(field.substring(0, field.indexOf('.')));
			name = field.substring(field.indexOf('.') + 1);
		}
		holder.set(name, value.startsWith("LONG") ? JSON.valueToTree("x".repeat(Integer.parseInt(value.substring(4))))
				: JSON.readTree(value));
		InvalidRequest refused = refused(body);
		assertThat(refused.issues()).singleElement().satisfies((issue) -> {
			assertThat(issue.path()).containsExactly(field.split("\\."));
			assertThat(issue.code()).isEqualTo(code);
			assertThat(issue.message()).isNotBlank();
		});
	}

	@Test
	void allFaultsAreToldAtOnce() {
		assertThat(refused(JSON.readTree("{\"count\":9}")).issues())
			.extracting((issue) -> issue.path().get(0), InvalidRequest.Issue::message, InvalidRequest.Issue::code)
			.containsExactly(tuple("imagePrompt", "Required", "invalid_type"),
					tuple("videoPrompt", "Required", "invalid_type"),
					tuple("count", "Number must be less than or equal to 4", "too_big"));
	}

	@Test
	void resolutionThatTheModelDoesNotMakeIsRefusedBeforeAnythingIsHeld() {
		VideoCapabilities small = new VideoCapabilities(List.of(8), List.of("720p"), List.of(), true, false, false,
				false);
		InvalidRequest refused = catchThrowableOfType(InvalidRequest.class, () -> StartFields.read(body(), small));
		assertThat(refused.issues()).singleElement()
			.extracting(InvalidRequest.Issue::message)
			.asString()
			.contains("720p");
	}

	private static InvalidRequest refused(JsonNode body) {
		return catchThrowableOfType(InvalidRequest.class, () -> StartFields.read(body, ALL));
	}

	private static ObjectNode body() {
		return JSON.createObjectNode()
			.put("imagePrompt", "A lighthouse at dusk")
			.put("videoPrompt", "The beam turns slowly");
	}

}
