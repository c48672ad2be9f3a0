package io.wxomedia.imageapi;

import io.wxomedia.base64.StrictBase64;
import io.wxomedia.image.InputPicture.Role;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.StorableText;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as it was read. Closing it discards the pictures unless they were
 * committed.
 *
 * @param fields the fields that are no pictures
 * @param pictures the pictures, or {@code null} in a batch
 */
record SubmittedEdit(SubmittedFields fields, @Nullable SubmittedPictures pictures) implements AutoCloseable {

	private static final int LONGEST_TEXT = 32_000;

	/**
	 * Return the instruction.
	 * @throws Refusal if it is missing or cannot be used
	 */
	String requirePrompt() {
		String prompt = this.fields.prompt();
		if (prompt == null || prompt.isBlank()) {
			throw Refusal.unprocessable("invalid_prompt",
					"The field prompt is missing or blank: say in words how the image is to be changed.");
		}
		if (prompt.length() > LONGEST_TEXT) {
			throw Refusal.unprocessable("invalid_prompt",
					"The prompt is longer than " + LONGEST_TEXT + " characters; shorten it.");
		}
		String fault = StorableText.fault(prompt);
		if (fault != null) {
			throw Refusal.unprocessable("invalid_prompt", "The prompt holds " + fault + "; send plain text.");
		}
		return prompt;
	}

	/**
	 * Return the file name; a batch has none.
	 */
	@Nullable String filename() {
		return (this.pictures != null) ? this.fields.filename() : null;
	}

	/**
	 * Check the fields that hold pictures.
	 * @return the pictures
	 * @throws Refusal if the image is missing, or one is no strict base64
	 */
	SubmittedPictures requireImages() {
		SubmittedPictures pictures = this.pictures;
		SubmittedPictures.Picture image = (pictures != null) ? pictures.picture(Role.IMAGE) : null;
		if (pictures == null || image == null || image.base64().characters() == 0) {
			throw Refusal.unprocessable("invalid_base64",
					"The field image_base64 is missing or blank: send the image's bytes in base64.");
		}
		if (pictures.tooMany()) {
			throw Refusal.unprocessable("too_many_images", "There are more than " + SubmittedPictures.MOST
					+ " pictures, image_base64 included, the most that an edit takes; send fewer.");
		}
		pictures.all().forEach((picture) -> requireBase64(picture.base64(), pictures.name(picture)));
		return pictures;
	}

	private static void requireBase64(StrictBase64 base64, String name) {
		if (base64.characters() == 0) {
			throw Refusal.unprocessable("invalid_base64", name + " is blank: send the picture's bytes in base64.");
		}
		if (base64.isDataUrl()) {
			throw Refusal.unprocessable("data_prefix",
					name + " begins with a data: prefix; send only the base64 part, after the comma.");
		}
		if (base64.problem() != null) {
			throw Refusal.unprocessable("invalid_base64", name + " is no strict base64: " + base64.problem() + ".");
		}
	}

	/**
	 * Check the file name, of which the object's key has only what fits there.
	 * @throws Refusal if it cannot be stored
	 */
	void requireUsableFilename() {
		String filename = filename();
		if (filename != null && (filename.length() > LONGEST_TEXT || !StorableText.isStorable(filename))) {
			throw Refusal.unprocessable("invalid_filename", "The filename is too long (" + LONGEST_TEXT
					+ " characters) or holds characters that cannot be stored.");
		}
	}

	@Override
	public void close() {
		if (this.pictures != null) {
			this.pictures.close();
		}
	}

}
