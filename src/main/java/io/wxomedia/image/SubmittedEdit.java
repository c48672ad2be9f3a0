package io.wxomedia.image;

import java.io.IOException;

import io.wxomedia.base64.StrictBase64;
import io.wxomedia.payload.PayloadWriter;
import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as it was read. Closing it discards the image unless that was
 * committed.
 *
 * @param prompt the instruction, not yet checked
 * @param filename the file name, or {@code null}
 * @param image what the image was decoded to, or {@code null} in a batch
 * @param base64 how the decoding went, or {@code null} if there was no image
 */
record SubmittedEdit(@Nullable String prompt, @Nullable String filename, @Nullable PayloadWriter image,
		@Nullable StrictBase64 base64) implements AutoCloseable {

	private static final int LONGEST_TEXT = 32_000;

	/**
	 * Return the instruction.
	 * @throws Refusal if it is missing or cannot be used
	 */
	String requirePrompt() {
		if (this.prompt == null || this.prompt.isBlank()) {
			throw Refusal.unprocessable("invalid_prompt",
					"The field prompt is missing or blank: say in words how the image is to be changed.");
		}
		if (this.prompt.length() > LONGEST_TEXT) {
			throw Refusal.unprocessable("invalid_prompt",
					"The prompt is longer than " + LONGEST_TEXT + " characters; shorten it.");
		}
		if (hasUnstorableCharacters(this.prompt)) {
			throw Refusal.unprocessable("invalid_prompt",
					"The prompt holds a NUL character or half a surrogate pair; send plain text.");
		}
		return this.prompt;
	}

	/**
	 * Check the field that holds the image.
	 * @throws Refusal if it is missing or is no strict base64
	 */
	void requireImage() {
		if (this.base64 == null || this.base64.characters() == 0) {
			throw Refusal.unprocessable("invalid_base64",
					"The field image_base64 is missing or blank: send the image's bytes in base64.");
		}
		if (this.base64.isDataUrl()) {
			throw Refusal.unprocessable("data_prefix",
					"image_base64 begins with a data: prefix; send only the base64 part, after the comma.");
		}
		if (this.base64.problem() != null) {
			throw Refusal.unprocessable("invalid_base64",
					"image_base64 is no strict base64: " + this.base64.problem() + ".");
		}
	}

	/**
	 * Check the file name.
	 * @throws Refusal if it cannot be stored
	 */
	void requireUsableFilename() {
		if (this.filename != null
				&& (this.filename.length() > LONGEST_TEXT || hasUnstorableCharacters(this.filename))) {
			throw Refusal.unprocessable("invalid_filename", "The filename is too long (" + LONGEST_TEXT
					+ " characters) or holds characters that cannot be stored.");
		}
	}

	private static boolean hasUnstorableCharacters(String text) {
		return text.codePoints()
			.anyMatch((character) -> character == 0
					|| (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE));
	}

	@Override
	public void close() throws IOException {
		if (this.image != null) {
			this.image.close();
		}
	}

}
