package io.wxomedia.video;

import org.springframework.http.HttpStatus;

/**
 * Chooses who makes a generation: the operator's backend where there is one. Thread-safe.
 */
class VideoMakers {

	private final VideoBackend backend;

	VideoMakers(VideoBackend backend) {
		this.backend = backend;
	}

	/**
	 * Return who makes the generations that are accepted now.
	 * @throws VideoRefusal with 500 if nobody is configured
	 */
	Generation.Maker require() {
		if (this.backend.isConfigured()) {
			return Generation.Maker.BACKEND;
		}
		throw new VideoRefusal(HttpStatus.INTERNAL_SERVER_ERROR, "Missing env var: FAL_KEY",
				"Nobody makes videos here: set VIDEO_BACKEND_URL.");
	}

	/**
	 * Refuse what a maker cannot do.
	 */
	void requireCapable(Generation.Maker maker, SubmittedVideo submitted) {
		// A backend says itself what it cannot do.
	}

}
