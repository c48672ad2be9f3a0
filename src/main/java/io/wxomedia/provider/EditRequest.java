package io.wxomedia.provider;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One edit to be made.
 *
 * @param prompt the instruction in natural language
 * @param pictures the picture to be edited, and after it those that are looked at beside
 * it
 * @param mask a PNG that is transparent where the picture is to be edited, or
 * {@code null}
 * @param options what is asked for beside the instruction
 * @param timeout how long the call may take in all
 * @param beforeSent is run once, before the request can be complete for the provider;
 * when it throws, the request must not become complete
 * @param previews is shown pictures that are not done yet, where the provider sends some
 */
public record EditRequest(String prompt, List<Picture> pictures, @Nullable Picture mask, EditOptions options,
		Duration timeout, Runnable beforeSent, Previews previews) {

	/**
	 * Create an edit whose previews nobody looks at.
	 * @param prompt the instruction in natural language
	 * @param pictures the picture to be edited, and after it those that are looked at
	 * beside it
	 * @param mask a PNG that is transparent where the picture is to be edited, or
	 * {@code null}
	 * @param options what is asked for beside the instruction
	 * @param timeout how long the call may take in all
	 * @param beforeSent is run once, before the request can be complete for the provider
	 */
	public EditRequest(String prompt, List<Picture> pictures, @Nullable Picture mask, EditOptions options,
			Duration timeout, Runnable beforeSent) {
		this(prompt, pictures, mask, options, timeout, beforeSent, Previews.NOBODY_LOOKS);
	}

	/**
	 * Create an edit of one picture that asks for nothing else.
	 * @param prompt the instruction in natural language
	 * @param image where the image is read from
	 * @param mimeType the media type of the image, by its content
	 * @param filename a file name whose extension matches the media type
	 * @param timeout how long the call may take in all
	 * @param beforeSent is run once, before the request can be complete for the provider
	 */
	public EditRequest(String prompt, ImageSource image, String mimeType, String filename, Duration timeout,
			Runnable beforeSent) {
		this(prompt, List.of(new Picture(image, mimeType, filename)), null, EditOptions.NONE, timeout, beforeSent);
	}

	/**
	 * Create an edit of which nobody keeps a ledger.
	 * @param prompt the instruction in natural language
	 * @param image where the image is read from
	 * @param mimeType the media type of the image, by its content
	 * @param filename a file name whose extension matches the media type
	 * @param timeout how long the call may take in all
	 */
	public EditRequest(String prompt, ImageSource image, String mimeType, String filename, Duration timeout) {
		this(prompt, image, mimeType, filename, timeout, () -> {
		});
	}

	/**
	 * Return where the picture to be edited is read from.
	 * @return the source of the first picture
	 */
	public ImageSource image() {
		return this.pictures.get(0).source();
	}

	/**
	 * Looks at pictures that are not done yet.
	 */
	@FunctionalInterface
	public interface Previews {

		/**
		 * Looks at none.
		 */
		Previews NOBODY_LOOKS = (picture) -> {
		};

		/**
		 * Look at a picture. Called by the thread that reads the provider's answer; it
		 * must not fail.
		 * @param picture the picture, probably in the format that was asked for
		 */
		void show(byte[] picture);

	}

	/**
	 * A picture of an edit.
	 *
	 * @param source where it is read from
	 * @param mimeType its media type, by its content
	 * @param filename a file name whose extension matches the media type
	 */
	public record Picture(ImageSource source, String mimeType, String filename) {

	}

	/**
	 * Opens the image's bytes; every call starts at the first byte.
	 */
	@FunctionalInterface
	public interface ImageSource {

		/**
		 * Open the image.
		 * @return a stream that the caller closes
		 * @throws IOException if it cannot be read
		 */
		InputStream open() throws IOException;

	}

}
