package io.wxomedia.workflowapi;

import java.util.List;

import io.wxomedia.generation.VideoCapabilities;
import io.wxomedia.workflow.WorkflowSpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a request to start runs asks for.
 *
 * @param spec what each makes
 * @param count how many
 * @param projectId the project that they are of, or {@code null}
 */
record StartFields(WorkflowSpec spec, int count, @Nullable String projectId) {

	private static final int MOST_RUNS = 4;

	private static final List<String> STYLES = List.of("natural", "vivid");

	private static final List<String> QUALITIES = List.of("standard", "hd");

	private static final List<String> SIZES = List.of("1024x1024", "1792x1024", "1024x1792");

	private static final List<String> DURATIONS = List.of("8s");

	private static final List<String> RESOLUTIONS = List.of("720p", "1080p");

	/**
	 * Read the body of a request.
	 * @param body the body
	 * @param videos what can be ordered
	 * @return what is asked for
	 * @throws InvalidRequest with all that is wrong
	 */
	static StartFields read(JsonNode body, VideoCapabilities videos) {
		IssueCollector fields = new IssueCollector(body);
		String imagePrompt = fields.text("imagePrompt", 10, 2000);
		String videoPrompt = fields.text("videoPrompt", 10, 1000);
		IssueCollector image = fields.object("imageConfig");
		IssueCollector video = fields.object("videoConfig");
		String seconds = video.choice("duration", DURATIONS, "8s");
		String resolution = video.choice("resolution", RESOLUTIONS, "1080p");
		if (!videos.resolutions().contains(resolution)) {
			video.add("resolution", "The configured video model makes " + String.join(", ", videos.resolutions()),
					"invalid_enum_value");
		}
		WorkflowSpec spec = new WorkflowSpec(imagePrompt, videoPrompt, image.choice("style", STYLES, "vivid"),
				image.choice("quality", QUALITIES, "hd"), image.choice("size", SIZES, "1024x1792"),
				Integer.parseInt(seconds.substring(0, seconds.length() - 1)), resolution,
				video.flag("generateAudio", true), null);
		StartFields read = new StartFields(spec, fields.number("count", 1, MOST_RUNS, 1),
				fields.optional("projectId", 200));
		fields.check();
		return read;
	}

}
