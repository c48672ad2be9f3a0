package io.wxomedia.imageapi;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import io.wxomedia.base64.DivertedField;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.web.BodyEncoding;
import io.wxomedia.web.Refusal;
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

	private final int maxBase64CharsInAll;

	/**
	 * Create a reader.
	 * @param payloads take the pictures
	 * @param maxBase64Chars how long a picture may be, in characters
	 * @param maxBase64CharsInAll how long all of one request may be together
	 */
	SubmissionReader(PayloadStore payloads, int maxBase64Chars, int maxBase64CharsInAll) {
		StreamReadConstraints bounds = StreamReadConstraints.builder().maxStringLength(LONGEST_STRING).build();
		this.json = JsonMapper.builder(JsonFactory.builder().streamReadConstraints(bounds).build()).build();
		this.payloads = payloads;
		this.maxBase64Chars = maxBase64Chars;
		this.maxBase64CharsInAll = maxBase64CharsInAll;
	}

	/**
	 * Read a body that holds pictures.
	 * @param body the body
	 * @param digesting whether the decoded pictures are digested
	 * @return what was read, which the caller closes
	 * @throws Refusal if the body is no JSON object, is too large or broke off
	 */
	SubmittedEdit readImage(InputStream body, boolean digesting) {
		SubmittedPictures pictures = new SubmittedPictures(this.payloads, digesting);
		boolean read = false;
		try {
			DivertedField document = new DivertedField(body(body), pictures, this.maxBase64Chars,
					this.maxBase64CharsInAll, MOST_OTHER_BYTES);
			SubmittedFields fields = parse(document, new SubmittedFields(false));
			String twice = fields.listedTwice() ? SubmittedPictures.FURTHER : pictures.twice();
			if (twice != null) {
				throw invalid("the field " + twice + " is there twice");
			}
			mustHaveRightTypes(fields);
			read = true;
			return new SubmittedEdit(fields, pictures);
		}
		finally {
			if (!read) {
				pictures.close();
			}
		}
	}

	/**
	 * Read a body that holds no pictures.
	 * @param body the body
	 * @return what was read
	 * @throws Refusal if the body is no JSON object, is too large or broke off
	 */
	SubmittedEdit readBatch(InputStream body) {
		DivertedField document = new DivertedField(body(body), (field, element) -> null, 0, 0, MOST_OTHER_BYTES);
		SubmittedFields fields = parse(document, new SubmittedFields(true));
		mustHaveRightTypes(fields);
		return new SubmittedEdit(fields, null);
	}

	private static void mustHaveRightTypes(SubmittedFields fields) {
		Refusal wrongType = fields.wrongType();
		if (wrongType != null) {
			throw wrongType;
		}
	}

	private SubmittedFields parse(DivertedField document, SubmittedFields fields) {
		try (JsonParser parser = this.json.createParser(BodyEncoding.checkingUtf8(document))) {
			return parse(parser, fields);
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

	private static SubmittedFields parse(JsonParser parser, SubmittedFields fields) {
		if (parser.nextToken() != JsonToken.START_OBJECT) {
			throw invalid("an object such as {\"prompt\": \"...\"} is expected");
		}
		for (String name = parser.nextName(); name != null; name = parser.nextName()) {
			fields.take(name, parser.nextToken(), parser);
		}
		if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
			throw invalid("there is text after the object");
		}
		return fields;
	}

	private static Refusal invalid(String why) {
		return new Refusal(HttpStatus.BAD_REQUEST, "invalid_json", "The request's body is no valid JSON: " + why + ".");
	}

	private Refusal tooLarge(Throwable cause) {
		return new Refusal(HttpStatus.CONTENT_TOO_LARGE, "image_too_large",
				"The image has more than " + this.maxBase64Chars
						+ " characters in base64 (MAX_IMAGE_BASE64_CHARS), or all pictures together have more than "
						+ this.maxBase64CharsInAll
						+ " (MAX_EDIT_BASE64_CHARS), or the body is too large; send a smaller image.",
				null, cause);
	}

	private static InputStream body(InputStream body) {
		return BodyEncoding.checkingStart(new BodyStream(body));
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
