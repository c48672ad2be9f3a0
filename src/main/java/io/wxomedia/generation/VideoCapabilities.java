package io.wxomedia.generation;

import java.util.List;

/**
 * What a video provider can do, so that what it cannot is refused before anything is held
 * or bought.
 *
 * @param seconds the lengths that its models make, ascending; what lies between is
 * rounded up
 * @param resolutions the resolutions: {@code 720p}, {@code 1080p}
 * @param aspectRatios the aspect ratios that can be asked for, without {@code auto}
 * @param fromWords whether a video can be made without a picture
 * @param audio whether a video can have sound
 * @param cancel whether a call that is under way can be cancelled
 * @param webhook whether it tells by webhook when a video is done
 */
public record VideoCapabilities(List<Integer> seconds, List<String> resolutions, List<String> aspectRatios,
		boolean fromWords, boolean audio, boolean cancel, boolean webhook) {

	/**
	 * Return the length that is made when another is asked for.
	 * @param asked the length that is asked for, in seconds
	 * @return the shortest one that is not shorter, or the longest there is
	 */
	public int fitting(int asked) {
		return this.seconds.stream()
			.filter((length) -> length >= asked)
			.findFirst()
			.orElseGet(() -> this.seconds.get(this.seconds.size() - 1));
	}

}
