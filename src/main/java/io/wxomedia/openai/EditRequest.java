package io.wxomedia.openai;

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
 */
public record EditRequest(String prompt, ImageSource image, String mimeType, String filename, Duration timeout) {

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
