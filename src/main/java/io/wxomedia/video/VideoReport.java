package io.wxomedia.video;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a maker of videos tells of a generation.
 *
 * @param event what happened
 * @param files the videos that can be used; of interest when it is completed
 * @param error why it failed, or {@code null}
 * @param making how it was made
 * @param generatedAt when it was completed, or {@code null} for now
 */
public record VideoReport(VideoEvent event, List<VideoFile> files, @Nullable String error, Making making,
		@Nullable Instant generatedAt) {

	public VideoReport {
		files = List.copyOf(files);
	}

	/**
	 * How videos were made; every value may be missing.
	 *
	 * @param model the model
	 * @param modelVersion its version
	 * @param processingTime seconds in all
	 * @param generationTime seconds that the model took
	 * @param downloadTime seconds that fetching took
	 * @param json all that was told, as JSON
	 */
	public record Making(@Nullable String model, @Nullable String modelVersion, @Nullable Double processingTime,
			@Nullable Double generationTime, @Nullable Double downloadTime, @Nullable String json) {

		/**
		 * Nothing is known.
		 */
		public static final Making UNKNOWN = new Making(null, null, null, null, null, null);

	}

}
