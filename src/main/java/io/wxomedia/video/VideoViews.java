package io.wxomedia.video;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.wxomedia.job.JobId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts together what callers see of generations. Links are signed each time.
 */
class VideoViews {

	private final GenerationTable generations;

	private final VideoFileTable files;

	private final VideoLinks links;

	private final JsonMapper json;

	VideoViews(GenerationTable generations, VideoFileTable files, VideoLinks links, JsonMapper json) {
		this.generations = generations;
		this.files = files;
		this.links = links;
		this.json = json;
	}

	VideoAnswers.Accepted accepted(Generation generation) {
		return new VideoAnswers.Accepted(generation.id().value(), generation.state().status().word(),
				generation.message(), generation.createdAt());
	}

	VideoAnswers.Status status(Generation generation) {
		return new VideoAnswers.Status(generation.id().value(), generation.state().status().word(),
				generation.state().progress(), generation.message(), generation.error(), generation.createdAt(),
				generation.updatedAt(), generation.completedAt());
	}

	VideoAnswers.Result result(Generation generation) {
		List<VideoAnswers.Video> videos = this.files.of(List.of(generation.id()))
			.stream()
			.map((video) -> video(generation, video))
			.toList();
		String metadata = generation.making().json();
		return new VideoAnswers.Result(generation.id().value(), generation.state().status().word(),
				generation.message(), videos, (metadata != null) ? this.json.readTree(metadata) : null,
				generation.completedAt(), true, videos.size(), generation.prompt());
	}

	VideoAnswers.Gallery gallery(String owner, int page, int limit) {
		List<Generation> found = this.generations.completed(owner, limit, (page - 1L) * limit);
		Map<JobId, List<VideoFileTable.StoredVideo>> files = this.files.of(found.stream().map(Generation::id).toList())
			.stream()
			.collect(Collectors.groupingBy(VideoFileTable.StoredVideo::generation));
		List<VideoAnswers.GalleryEntry> entries = found.stream()
			.map((generation) -> entry(generation, files.getOrDefault(generation.id(), List.of())))
			.toList();
		return new VideoAnswers.Gallery(true, entries, entries.size(), page, limit,
				this.generations.countCompleted(owner));
	}

	/**
	 * Return a page in the shape, and the names, that later versions of the original had.
	 */
	static Map<String, Object> generations(VideoAnswers.Gallery gallery) {
		return Map.of("generations", gallery.videos().stream().map(VideoViews::generation).toList(), "page",
				gallery.page(), "limit", gallery.limit());
	}

	private static Map<String, @Nullable Object> generation(VideoAnswers.GalleryEntry entry) {
		Map<String, @Nullable Object> fields = new LinkedHashMap<>();
		fields.put("id", entry.id());
		fields.put("prompt", entry.prompt());
		fields.put("createdAt", entry.createdAt());
		fields.put("completedAt", entry.completedAt());
		fields.put("videos", entry.files().stream().map(VideoViews::ofGeneration).toList());
		return fields;
	}

	private static Map<String, @Nullable Object> ofGeneration(VideoAnswers.Video video) {
		Map<String, @Nullable Object> fields = new LinkedHashMap<>();
		fields.put("id", video.id());
		fields.put("filename", video.filename());
		fields.put("fileUrl", video.fileUrl());
		fields.put("width", video.dimensions().width());
		fields.put("height", video.dimensions().height());
		fields.put("durationSeconds", video.durationSeconds());
		fields.put("format", video.format());
		fields.put("createdAt", video.createdAt());
		return fields;
	}

	private VideoAnswers.GalleryEntry entry(Generation generation, List<VideoFileTable.StoredVideo> files) {
		List<VideoAnswers.Video> videos = files.stream().map((video) -> video(generation, video)).toList();
		VideoAnswers.GalleryFile first = videos.isEmpty() ? null : galleryFile(videos.get(0));
		return new VideoAnswers.GalleryEntry(generation.id().value(), generation.prompt(),
				generation.options().durationSeconds(), generation.state().status().word(), generation.createdAt(),
				generation.completedAt(), first, videos);
	}

	private static VideoAnswers.GalleryFile galleryFile(VideoAnswers.Video video) {
		return new VideoAnswers.GalleryFile(video.id(), video.fileUrl(), video.filePath(), video.fileSize(),
				video.durationSeconds(), video.dimensions(), video.createdAt());
	}

	private VideoAnswers.Video video(Generation generation, VideoFileTable.StoredVideo stored) {
		VideoFile file = stored.file();
		String path = (file.filePath() != null) ? file.filePath() : file.s3Key();
		return new VideoAnswers.Video(stored.id(), file.filename(), file.s3Key(), path,
				this.links.link(generation, file), file.fileSize(), file.format(), plain(file.durationSeconds()),
				file.aspectRatio(), new VideoAnswers.Dimensions(file.width(), file.height()), stored.createdAt(),
				file.remoteUri(), this.links.poster(generation, file));
	}

	/**
	 * 8 and not 8.000, nor 8E+0.
	 */
	private static @Nullable BigDecimal plain(@Nullable BigDecimal seconds) {
		if (seconds == null) {
			return null;
		}
		BigDecimal stripped = seconds.stripTrailingZeros();
		return (stripped.scale() < 0) ? stripped.setScale(0) : stripped;
	}

}
