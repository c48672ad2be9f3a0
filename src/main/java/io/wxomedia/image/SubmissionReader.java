package io.wxomedia.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Set;

import io.wxomedia.base64.DivertedField;
import io.wxomedia.base64.StrictBase64;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;
import io.wxomedia.web.BodyEncoding;
import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatus;

/**
 * Reads the body of a request as it arrives. The image goes straight into the payload
 * store; the little that is left is parsed. Thread-safe.
 */
class SubmissionReader {

	private static final String IMAGE_FIELD = "image_base64";

	/**
	 * What a body may hold beside the image; fields that are not known are passed over.
	 */
	private static final long MOST_OTHER_BYTES = 32L * 1024 * 1024;

	/**
	 * More than any known field may have; what is longer is not even held.
	 */
	private static final int LONGEST_STRING = 200_000;

	private final JsonMapper json;

	private final PayloadStore payloads;

	private final int maxBase64Chars;

	SubmissionReader(PayloadStore payloads, int maxBase64Chars) {
		StreamReadConstraints bounds = StreamReadConstraints.builder().maxStringLength(LONGEST_STRING).build();
		this.json = JsonMapper.builder(JsonFactory.builder().streamReadConstraints(bounds).build()).build();
		this.payloads = payloads;
		this.maxBase64Chars = maxBase64Chars;
	}

	/**
	 * Read a body that holds an image.
	 * @param body the body
	 * @param digest is fed the decoded image, or {@code null}
	 * @return what was read, which the caller closes
	 * @throws Refusal if the body is no JSON object, is too large or broke off
	 */
	SubmittedEdit readImage(InputStream body, @Nullable MessageDigest digest) {
		PayloadWriter image = create();
		boolean read = false;
		try {
			OutputStream target = (digest != null) ? new DigestOutputStream(image, digest) : image;
			StrictBase64 base64 = new StrictBase64(target);
			DivertedField document = new DivertedField(body(body), Set.of(IMAGE_FIELD), 1, base64, this.maxBase64Chars,
					MOST_OTHER_BYTES);
			Fields fields = parse(document);
			if (document.repeated()) {
				throw invalid("the field image_base64 is there twice");
			}
			read = true;
			return new SubmittedEdit(fields.prompt, fields.filename, image,
					(document.diverted() != null) ? base64 : null);
		}
		finally {
			if (!read) {
				discard(image);
			}
		}
	}

	/**
	 * Read a body that holds no image.
	 * @param body the body
	 * @return what was read
	 * @throws Refusal if the body is no JSON object, is too large or broke off
	 */
	SubmittedEdit readPrompt(InputStream body) {
		StrictBase64 nowhere = new StrictBase64(OutputStream.nullOutputStream());
		Fields fields = parse(new DivertedField(body(body), Set.of(), 1, nowhere, 0, MOST_OTHER_BYTES));
		return new SubmittedEdit(fields.prompt, null, null, null);
	}

	private PayloadWriter create() {
		try {
			return this.payloads.create();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void discard(PayloadWriter image) {
		try {
			image.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Fields parse(DivertedField document) {
		try (JsonParser parser = this.json.createParser(BodyEncoding.checkingUtf8(document))) {
			return parse(parser);
		}
		catch (BodyBroken ex) {
			throw new Refusal(HttpStatus.BAD_REQUEST, "invalid_json",
					"The request's body broke off before its end; send it again.", null, ex);
		}
		catch (JacksonException ex) {
			if (ex.getCause() instanceof DivertedField.TooLong) {
				throw tooLarge(ex);
			}
			if (ex instanceof StreamConstraintsException) {
				if (String.valueOf(ex.getMessage()).contains("String value length")) {
					throw Refusal.unprocessable("field_too_long",
							"A text in the request is longer than " + LONGEST_STRING + " characters; shorten it.");
				}
				throw invalid("it is nested too deeply or holds a number or a name that is too long");
			}
			throw invalid(JsonFaults.explain(document, ex.getOriginalMessage()));
		}
	}

	private Fields parse(JsonParser parser) {
		if (parser.nextToken() != JsonToken.START_OBJECT) {
			throw invalid("an object such as {\"prompt\": \"...\"} is expected");
		}
		Fields fields = new Fields();
		String name = parser.nextName();
		while (name != null) {
			JsonToken value = parser.nextToken();
			switch (name) {
				case "prompt" -> fields.prompt = fields.string(parser, value, name, "invalid_prompt");
				case "filename" -> fields.filename = fields.string(parser, value, name, "invalid_filename");
				case IMAGE_FIELD -> fields.string(parser, value, name, "invalid_base64");
				default -> parser.skipChildren();
			}
			name = parser.nextName();
		}
		if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
			throw invalid("there is text after the object");
		}
		if (fields.wrongType != null) {
			throw fields.wrongType;
		}
		return fields;
	}

	private static Refusal invalid(String why) {
		return new Refusal(HttpStatus.BAD_REQUEST, "invalid_json", "The request's body is no valid JSON: " + why + ".");
	}

	private Refusal tooLarge(Throwable cause) {
		return new Refusal(HttpStatus.CONTENT_TOO_LARGE, "image_too_large", "The image has more than "
				+ this.maxBase64Chars
				+ " characters in base64 (MAX_IMAGE_BASE64_CHARS), or the body is too large; send a smaller image.",
				null, cause);
	}

	private static InputStream body(InputStream body) {
		return BodyEncoding.checkingStart(new BodyStream(body));
	}

	/**
	 * The fields that are known.
	 */
	private static final class Fields {

		private @Nullable String prompt;

		private @Nullable String filename;

		private @Nullable Refusal wrongType;

		/**
		 * A wrong type is remembered and not thrown: whether the document is JSON at all
		 * is the first thing to be said of it.
		 */
		private @Nullable String string(JsonParser parser, JsonToken value, String name, String code) {
			if (value == JsonToken.VALUE_STRING) {
				return parser.getString();
			}
			parser.skipChildren();
			if (value != JsonToken.VALUE_NULL && this.wrongType == null) {
				this.wrongType = Refusal.unprocessable(code, "The field " + name + " must be a string.");
			}
			return null;
		}

	}

	/**
	 * The client's connection broke, or nothing came for too long.
	 */
	private static final class BodyBroken extends RuntimeException {

		private static final long serialVersionUID = 1L;

		BodyBroken(IOException cause) {
			super(cause);
		}

	}

	/**
	 * Tells a broken connection from a broken disk.
	 */
	private static final class BodyStream extends FilterInputStream {

		BodyStream(InputStream body) {
			super(body);
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			try {
				return super.read(bytes, offset, length);
			}
			catch (IOException ex) {
				throw new BodyBroken(ex);
			}
		}

	}

}
