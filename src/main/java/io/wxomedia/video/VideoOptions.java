package io.wxomedia.video;

/**
 * How the videos of a generation are to be.
 *
 * @param aspectRatio 16:9, 9:16 or 16:10
 * @param numberOfVideos how many, 1 to 4
 * @param durationSeconds how long each, in seconds, 5 to 8
 * @param personGeneration ALLOW_ALL or DENY_ALL: whether they may show people
 */
record VideoOptions(String aspectRatio, int numberOfVideos, int durationSeconds, String personGeneration) {

	/**
	 * The videos may show people.
	 */
	static final String EVERYBODY = "ALLOW_ALL";

}
