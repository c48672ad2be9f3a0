package io.wxomedia.workflow;

import io.wxomedia.generation.ImageOrder;
import io.wxomedia.generation.VideoOrder;
import org.jspecify.annotations.Nullable;

/**
 * What a run of the workflow is to make, as its job keeps it.
 *
 * @param imagePrompt what the picture shows
 * @param videoPrompt what happens in the video
 * @param style {@code natural} or {@code vivid}
 * @param quality {@code standard} or {@code hd}
 * @param size width and height of the picture, such as {@code 1024x1792}
 * @param seconds how long the video is to be
 * @param resolution {@code 720p} or {@code 1080p}
 * @param audio whether the video is to have sound
 * @param provider who was to make picture and video when the run was accepted, in one
 * word each with a plus between them; {@code null} in an order that is not accepted yet
 */
public record WorkflowSpec(String imagePrompt, String videoPrompt, String style, String quality, String size,
		int seconds, String resolution, boolean audio, @Nullable String provider) {

	/** The kind of jobs that are runs of the workflow. */
	public static final String KIND = "workflow";

	/** What a run that was cancelled is told to have failed of. */
	public static final String CANCELLED = "Cancelled by user";

	/**
	 * Return the order for the picture.
	 * @return the order, the same each time
	 */
	public ImageOrder image() {
		return new ImageOrder(this.imagePrompt, this.style, this.quality, this.size);
	}

	/**
	 * Return the order for the video.
	 * @param picture the picture that it begins with, or {@code null} where that is not
	 * known yet
	 * @return the order, the same each time
	 */
	public VideoOrder video(VideoOrder.@Nullable Picture picture) {
		return new VideoOrder(this.videoPrompt, picture, this.seconds, this.resolution, VideoOrder.AUTO, this.audio);
	}

	/**
	 * Return the aspect ratio that is nearest to the picture's.
	 */
	String aspectRatio() {
		String[] sides = this.size.split("x");
		int width = Integer.parseInt(sides[0]);
		int height = Integer.parseInt(sides[1]);
		return (width == height) ? "1:1" : (width > height) ? "16:9" : "9:16";
	}

	WorkflowSpec by(String who) {
		return new WorkflowSpec(this.imagePrompt, this.videoPrompt, this.style, this.quality, this.size, this.seconds,
				this.resolution, this.audio, who);
	}

}
