package io.wxomedia.video;

import java.util.List;

import io.wxomedia.generation.VideoCapabilities;
import io.wxomedia.generation.VideoMaker;

import org.springframework.http.HttpStatus;

/**
 * Chooses who makes a generation: the operator's backend where there is one, and else a
 * provider of models. Thread-safe.
 */
class VideoMakers {

	private final VideoBackend backend;

	private final VideoMaker provider;

	private final VideoStore store;

	VideoMakers(VideoBackend backend, VideoMaker provider, VideoStore store) {
		this.backend = backend;
		this.provider = provider;
		this.store = store;
	}

	/**
	 * Return who makes the generations that are accepted now.
	 * @throws VideoRefusal with 500 if nobody is configured
	 */
	Generation.Maker require() {
		if (this.backend.isConfigured()) {
			return Generation.Maker.BACKEND;
		}
		List<String> storage = this.store.missingSettings();
		List<String> settings = this.provider.missingSettings();
		if (!settings.isEmpty()) {
			throw missing(
					((settings.size() == 1) ? "Missing env var: " : "Missing env vars: ") + String.join(", ", settings),
					"Nobody makes videos here. Set it, or VIDEO_BACKEND_URL.");
		}
		if (!storage.isEmpty()) {
			throw missing("Missing COS env vars: " + String.join(", ", storage),
					"The videos would have no bucket to go to.");
		}
		return Generation.Maker.PROVIDER;
	}

	private static VideoRefusal missing(String error, String message) {
		return new VideoRefusal(HttpStatus.INTERNAL_SERVER_ERROR, error, message);
	}

	/**
	 * Refuse what a maker cannot do, before anything is held or bought. A backend says
	 * itself what it cannot do.
	 * @throws VideoRefusal if it cannot
	 */
	void requireCapable(Generation.Maker maker, SubmittedVideo submitted) {
		if (maker == Generation.Maker.BACKEND) {
			return;
		}
		VideoCapabilities can = this.provider.capabilities();
		VideoOptions asked = submitted.options();
		if (!can.aspectRatios().contains(asked.aspectRatio())) {
			throw VideoRefusal.invalid(this.provider.seller() + " makes no videos of " + asked.aspectRatio()
					+ "; aspect_ratio may be " + String.join(", ", can.aspectRatios()) + ".");
		}
		if (can.fitting(asked.durationSeconds()) < asked.durationSeconds()) {
			throw VideoRefusal.invalid(this.provider.seller() + " makes no videos of " + asked.durationSeconds()
					+ " seconds; the longest have " + can.fitting(asked.durationSeconds()) + ".");
		}
		if (submitted.imageType() == null && !can.fromWords()) {
			throw VideoRefusal
				.invalid(this.provider.seller() + " makes no videos of words alone: send input_image_base64 as well.");
		}
	}

}
