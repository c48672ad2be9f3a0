package io.wxomedia.provider;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * One edit to be made.
 *
 * @param prompt the instruction in natural language
 * @param image where the image is read from
 * @param mimeType the media type of the image, by its content
 * @param filename a file name whose extension matches the media type
 * @param timeout how long the call may take in all
 * @param beforeSent is run once, before the request can be complete for the provider;
 * when it throws, the request must not become complete
 */
public record EditRequest(String prompt, ImageSource image, String mimeType, String filename, Duration timeout,
		Runnable beforeSent) {

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
