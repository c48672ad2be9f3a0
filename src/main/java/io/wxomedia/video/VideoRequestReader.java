package io.wxomedia.video;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;

import io.wxomedia.base64.DivertedField;
import io.wxomedia.base64.StrictBase64;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;
import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.PictureHeader;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.UnsupportedPicture;
import io.wxomedia.web.BodyEncoding;
import io.wxomedia.web.StorableText;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatus;

/**
 * Reads requests for videos as they arrive. The picture goes straight into the payload
 * store; the little that is left is parsed. Thread-safe.
 */
class VideoRequestReader {

	static final String PICTURE = "input_image_base64";

	private static final int LONGEST_DOCUMENT = 512 * 1024;

	private static final int LONGEST_PROMPT = 32_000;

	private static final Set<String> ASPECT_RATIOS = Set.of("16:9", "9:16", "16:10");

	private static final Set<String> PERSONS = Set.of(VideoOptions.EVERYBODY, "DENY_ALL");

	private final JsonMapper json;

	private final PayloadStore payloads;

	private final int maxBase64Chars;

	private final long maxPixels;

	VideoRequestReader(JsonMapper json, PayloadStore payloads, int maxBase64Chars, long maxPixels) {
		this.json = json;
		this.payloads = payloads;
		this.maxBase64Chars = maxBase64Chars;
		this.maxPixels = maxPixels;
	}

	/**
	 * Read a body.
	 * @return what was read, which the caller closes
	 * @throws VideoRefusal if it cannot be used
	 * @throws IOException if the body broke off or the picture could not be stored
	 */
	SubmittedVideo read(InputStream body) throws IOException {
		PayloadWriter picture = this.payloads.create();
		boolean read = false;
		try {
			StrictBase64 base64 = new StrictBase64(picture);
			DivertedField document = new DivertedField(BodyEncoding.checkingStart(body), Set.of(PICTURE), 1, base64,
					this.maxBase64Chars, LONGEST_DOCUMENT);
			JsonNode fields = parse(document);
			if (document.repeated()) {
				throw VideoRefusal.invalid("The field " + PICTURE + " is there twice.");
			}
			SubmittedVideo submitted = new SubmittedVideo(prompt(fields), options(fields),
					imageType(fields, base64, picture), picture);
			read = true;
			return submitted;
		}
		finally {
			if (!read) {
				picture.close();
			}
		}
	}

	private JsonNode parse(DivertedField document) throws IOException {
		try {
			byte[] rest = document.readAllBytes();
			JsonNode fields = this.json.readTree(BodyEncoding.checkingUtf8(new ByteArrayInputStream(rest)));
			if (fields.isObject()) {
				return fields;
			}
		}
		catch (DivertedField.TooLong ex) {
			throw new VideoRefusal(HttpStatus.CONTENT_TOO_LARGE, "Request too large",
					"The picture has more than " + this.maxBase64Chars
							+ " characters of base64 (MAX_IMAGE_BASE64_CHARS), or the rest of the body more than "
							+ LONGEST_DOCUMENT + " bytes.",
					null, ex);
		}
		catch (JacksonException ex) {
			throw new VideoRefusal(HttpStatus.BAD_REQUEST, "Invalid request",
					"The body is no JSON: " + ex.getOriginalMessage(), null, ex);
		}
		throw VideoRefusal.invalid("The body must be one JSON object.");
	}

	private static String prompt(JsonNode fields) {
		JsonNode prompt = fields.path("prompt");
		if (!prompt.isString() || prompt.asString().isBlank()) {
			throw VideoRefusal.invalid("prompt is missing: say in words what the video shows.");
		}
		String text = prompt.asString();
		if (text.length() > LONGEST_PROMPT) {
			throw VideoRefusal.invalid("prompt may have " + LONGEST_PROMPT + " characters at the most.");
		}
		String fault = StorableText.fault(text);
		if (fault != null) {
			throw VideoRefusal.invalid("prompt holds " + fault + "; send plain text.");
		}
		return text;
	}

	private static VideoOptions options(JsonNode fields) {
		return new VideoOptions(word(fields, "aspect_ratio", "16:9", ASPECT_RATIOS),
				number(fields, "number_of_videos", 1, 1, 4), number(fields, "duration_seconds", 8, 5, 8),
				word(fields, "person_generation", VideoOptions.EVERYBODY, PERSONS));
	}

	private static String word(JsonNode fields, String name, String usual, Set<String> known) {
		JsonNode value = fields.path(name);
		if (value.isMissingNode() || value.isNull()) {
			return usual;
		}
		if (!value.isString() || !known.contains(value.asString())) {
			throw VideoRefusal
				.invalid(name + " must be one of " + String.join(", ", known.stream().sorted().toList()) + ".");
		}
		return value.asString();
	}

	private static int number(JsonNode fields, String name, int usual, int least, int most) {
		JsonNode value = fields.path(name);
		if (value.isMissingNode() || value.isNull()) {
			return usual;
		}
		double number = value.isNumber() ? value.asDouble() : Double.NaN;
		if (number != Math.rint(number) || number < least || number > most) {
			throw VideoRefusal.invalid(name + " must be a whole number from " + least + " to " + most + ".");
		}
		return (int) number;
	}

	private @Nullable String imageType(JsonNode fields, StrictBase64 base64, PayloadWriter picture) {
		JsonNode value = fields.path(PICTURE);
		if (value.isMissingNode() || value.isNull()) {
			return null;
		}
		if (!value.isString()) {
			throw VideoRefusal.invalid(PICTURE + " must be a text.");
		}
		if (base64.characters() == 0) {
			return null;
		}
		if (base64.isDataUrl()) {
			throw VideoRefusal.invalid(PICTURE + " begins with data:; send only the base64 part after the comma.");
		}
		if (base64.problem() != null) {
			throw VideoRefusal.invalid(PICTURE + " is no strict base64: " + base64.problem() + ".");
		}
		return inspect(picture);
	}

	private String inspect(PayloadWriter picture) {
		try (InputStream in = picture.read()) {
			PictureHeader header = PictureInspector.inspect(in);
			if ((long) header.width() * header.height() > this.maxPixels) {
				throw VideoRefusal.invalid(PICTURE + " has " + header.width() + " x " + header.height()
						+ " pixels, and at most " + this.maxPixels + " are taken (MAX_IMAGE_PIXELS).");
			}
			return header.format().mimeType();
		}
		catch (UnsupportedPicture ex) {
			throw new VideoRefusal(HttpStatus.BAD_REQUEST, "Invalid request",
					PICTURE + " must be a PNG, JPEG or WebP, by its content.", null, ex);
		}
		catch (BrokenPicture ex) {
			throw new VideoRefusal(HttpStatus.BAD_REQUEST, "Invalid request",
					PICTURE + " cannot be used: " + ex.getMessage(), null, ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
