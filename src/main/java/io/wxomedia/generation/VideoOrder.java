package io.wxomedia.generation;

import java.io.IOException;
import java.net.URI;

import io.wxomedia.provider.EditRequest;
import org.jspecify.annotations.Nullable;

/**
 * A video to be made from words, and from a picture where there is one; in the service's
 * own vocabulary, which an adapter puts into the words of its model.
 *
 * @param prompt what the video shows
 * @param picture what the video begins with, or {@code null} for words alone
 * @param seconds how long the video is to be; an adapter rounds up to what its model
 * takes
 * @param resolution {@code 720p} or {@code 1080p}
 * @param aspectRatio {@code 16:9}, {@code 9:16} or {@code 16:10}, or {@code auto} to
 * follow the picture
 * @param audio whether the video has sound
 * @param people whether the video may show people
 */
public record VideoOrder(String prompt, @Nullable Picture picture, int seconds, String resolution, String aspectRatio,
		boolean audio, boolean people) {

	/**
	 * Order a video that may show people.
	 * @param prompt what the video shows
	 * @param picture what the video begins with, or {@code null} for words alone
	 * @param seconds how long the video is to be
	 * @param resolution {@code 720p} or {@code 1080p}
	 * @param aspectRatio its shape
	 * @param audio whether the video has sound
	 */
	public VideoOrder(String prompt, @Nullable Picture picture, int seconds, String resolution, String aspectRatio,
			boolean audio) {
		this(prompt, picture, seconds, resolution, aspectRatio, audio, true);
	}

	/**
	 * Follows the picture.
	 */
	public static final String AUTO = "auto";

	/**
	 * A picture that a video begins with.
	 *
	 * @param source where its bytes are read from
	 * @param mimeType its media type, by its content
	 * @param link gives a signed link to the picture
	 */
	public record Picture(EditRequest.ImageSource source, String mimeType, Link link) {

	}

	/**
	 * Gives links to a picture, for providers that fetch it themselves.
	 */
	@FunctionalInterface
	public interface Link {

		/**
		 * Return a signed link that the provider can follow from the internet and that
		 * works for an hour at least.
		 * @return the link, or {@code null} if there is none: then the picture is sent
		 * along with the order
		 * @throws IOException if the store cannot be asked
		 */
		@Nullable URI sign() throws IOException;

	}

}
