package io.wxomedia.videowebhook;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.wxomedia.video.VideoEvent;
import io.wxomedia.video.VideoFile;
import io.wxomedia.video.VideoReport;
import io.wxomedia.web.BodyEncoding;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads events. Fields that are not known are ignored. Thread-safe.
 */
class EventParser {

	private static final int LONGEST_ID = 200;

	private static final int LONGEST_NAME = 200;

	private static final int LONGEST_TEXT = 4000;

	/**
	 * Bytes that a key of S3 may have.
	 */
	private static final int LONGEST_KEY = 1024;

	private static final int MOST_FILES = 100;

	private final JsonMapper json;

	EventParser(JsonMapper json) {
		this.json = json;
	}

	/**
	 * Read a body.
	 * @return the document
	 * @throws InvalidEvent if it is no JSON object
	 */
	JsonNode document(byte[] body) throws InvalidEvent {
		try {
			JsonNode node = this.json.readTree(BodyEncoding.checkingUtf8(new ByteArrayInputStream(body)));
			if (node.isObject()) {
				return node;
			}
			throw new InvalidEvent("The body must be one JSON object");
		}
		catch (JacksonException ex) {
			throw new InvalidEvent("The body is no JSON: " + ex.getOriginalMessage());
		}
	}

	/**
	 * Read the event in a document.
	 * @throws InvalidEvent if it is none
	 */
	ReceivedEvent event(JsonNode document) throws InvalidEvent {
		EventFields fields = new EventFields("", document);
		String jobId = required(fields, "job_id");
		String word = required(fields, "status");
		VideoEvent event = VideoEvent.of(word)
			.orElseThrow(() -> new InvalidEvent(
					"status must be one of pending, processing, generating, downloading," + " completed, failed"));
		if (!"video".equals(fields.text("content_type", LONGEST_NAME))) {
			throw new InvalidEvent("content_type must be \"video\"");
		}
		fields.mustBeText("timestamp");
		fields.mustBeText("environment");
		Boolean hasData = fields.flag("has_data");
		EventFields data = fields.object("data");
		mustBelongTogether(jobId, data);
		Making making = making(data.object("metadata"));
		List<VideoFile> files = files(data.array("videos"));
		boolean usable = !Boolean.FALSE.equals(hasData);
		return new ReceivedEvent(jobId, new VideoReport(event, usable ? files : List.of(),
				error(fields, making.prompt(), data), making.making(), data.time("generated_at")));
	}

	private static String required(EventFields fields, String name) throws InvalidEvent {
		String text = fields.text(name, LONGEST_ID);
		if (text == null || text.isBlank()) {
			throw new InvalidEvent(name + " is missing");
		}
		return text;
	}

	private static void mustBelongTogether(String jobId, EventFields data) throws InvalidEvent {
		String inner = data.text("job_id", LONGEST_ID);
		if (inner != null && !inner.equals(jobId)) {
			throw new InvalidEvent("data.job_id is another one than job_id");
		}
		data.mustBeText("status");
		data.mustBeText("prompt");
		data.mustBeNumber("num_videos");
		data.flag("success");
	}

	/**
	 * In the sender's words where it has any.
	 */
	private static String error(EventFields fields, @Nullable String promptUsed, EventFields data) throws InvalidEvent {
		String error = fields.text("error", LONGEST_TEXT);
		String message = fields.text("message", LONGEST_TEXT);
		String prompt = (promptUsed != null) ? promptUsed : data.text("prompt", LONGEST_TEXT);
		if (error != null && !error.isBlank()) {
			return error;
		}
		if (message != null && !message.isBlank()) {
			return message;
		}
		return (prompt != null) ? "Generation failed for: \"" + prompt + "\"" : "Unknown error during the generation";
	}

	private Making making(EventFields metadata) throws InvalidEvent {
		if (metadata.isMissing()) {
			return new Making(VideoReport.Making.UNKNOWN, null);
		}
		EventFields config = metadata.object("config_used");
		config.mustBeText("aspect_ratio");
		config.seconds("duration_seconds");
		config.mustBeText("person_generation");
		metadata.mustBeNumber("num_videos_requested");
		metadata.mustBeNumber("num_videos_generated");
		VideoReport.Making making = new VideoReport.Making(metadata.text("model_name", LONGEST_NAME),
				metadata.text("model_version", LONGEST_NAME), metadata.number("processing_time"),
				metadata.number("generation_time"), metadata.number("download_time"),
				this.json.writeValueAsString(metadata.node()));
		return new Making(making, metadata.text("prompt_used", LONGEST_TEXT));
	}

	/**
	 * Several videos of one key are one.
	 */
	private static List<VideoFile> files(JsonNode videos) throws InvalidEvent {
		if (videos.size() > MOST_FILES) {
			throw new InvalidEvent("data.videos may have " + MOST_FILES + " elements at the most");
		}
		Map<String, VideoFile> files = new LinkedHashMap<>();
		List<JsonNode> elements = new ArrayList<>(videos.valueStream().toList());
		for (int i = 0; i < elements.size(); i++) {
			String place = "data.videos[" + i + "]";
			if (!elements.get(i).isObject()) {
				throw new InvalidEvent(place + " must be an object");
			}
			file(new EventFields(place, elements.get(i))).ifPresent((file) -> files.put(file.s3Key(), file));
		}
		return List.copyOf(files.values());
	}

	private static Optional<VideoFile> file(EventFields video) throws InvalidEvent {
		String path = video.text("file_path", LONGEST_TEXT);
		String s3Key = video.text("s3_key", LONGEST_TEXT);
		String url = video.text("url", LONGEST_TEXT);
		String fileUrl = video.text("file_url", LONGEST_TEXT);
		String name = video.text("filename", LONGEST_NAME);
		String format = video.text("format", 40);
		EventFields dimensions = video.object("dimensions");
		String key = ObjectKey.of((s3Key != null && !s3Key.isBlank()) ? s3Key : path, LONGEST_KEY);
		VideoFile file = new VideoFile((name != null && !name.isBlank()) ? name : ObjectKey.lastPart(key), key,
				(url != null) ? url : fileUrl, path, video.size("file_size"),
				(format != null && !format.isBlank()) ? format : "mp4", video.seconds("duration_seconds"),
				video.text("aspect_ratio", 40), dimensions.pixels("width"), dimensions.pixels("height"),
				video.text("remote_uri", LONGEST_TEXT), video.time("created_at"), null);
		return key.isEmpty() ? Optional.empty() : Optional.of(file);
	}

	/**
	 * How videos were made, and with which prompt.
	 */
	private record Making(VideoReport.Making making, @Nullable String prompt) {

	}

}
