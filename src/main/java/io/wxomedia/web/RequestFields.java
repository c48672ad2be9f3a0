package io.wxomedia.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatus;

/**
 * The fields of a request whose body may be left out. Fields that are not known are
 * ignored. Bodies are short: 64 KiB at the most. Numbers are as exact as they were
 * written: 1e400 is no infinity, and 1e-400 is not 0.
 *
 * @param fields the fields
 */
public record RequestFields(JsonNode fields) {

	private static final int LONGEST = 64 * 1024;

	/**
	 * Read the body of a request.
	 * @param request the request
	 * @param json reads it
	 * @return the fields, none if the body is empty
	 * @throws Refusal if it is no JSON object
	 * @throws IOException if the connection broke
	 */
	public static RequestFields read(HttpServletRequest request, JsonMapper json) throws IOException {
		byte[] body = BodyEncoding.checkingStart(request.getInputStream()).readNBytes(LONGEST + 1);
		if (body.length > LONGEST) {
			throw new Refusal(HttpStatus.CONTENT_TOO_LARGE, "body_too_large",
					"The body is longer than " + LONGEST + " bytes.");
		}
		if (new String(body, StandardCharsets.UTF_8).isBlank()) {
			return new RequestFields(json.createObjectNode());
		}
		if (!BodyEncoding.isJson(request)) {
			throw new Refusal(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type",
					"Send the body as JSON, with the header Content-Type: application/json, or leave it out.");
		}
		BodyEncoding.requireReadable(request);
		return new RequestFields(object(body, json));
	}

	private static JsonNode object(byte[] body, JsonMapper json) {
		try {
			JsonNode node = json.reader()
				.with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
				.readTree(BodyEncoding.checkingUtf8(new ByteArrayInputStream(body)));
			if (node.isObject()) {
				return node;
			}
		}
		catch (JacksonException ex) {
			throw invalidJson(ex);
		}
		catch (NumberFormatException ex) {
			// Jackson does not say so as it says everything else: 1e2147483648.
			throw invalidJson(ex);
		}
		throw invalidJson(null);
	}

	private static Refusal invalidJson(@Nullable Throwable cause) {
		return new Refusal(HttpStatus.BAD_REQUEST, "invalid_json", "The body must be one JSON object, or left out.",
				null, cause);
	}

	/**
	 * Return a text.
	 * @param name its name
	 * @param code the code of the refusal if it is none
	 * @return the text, or {@code null} if it was not sent
	 * @throws Refusal if it is no text, blank, or holds characters that are not kept
	 */
	public @Nullable String text(String name, String code) {
		JsonNode value = this.fields.path(name);
		if (value.isMissingNode() || value.isNull()) {
			return null;
		}
		if (!value.isString() || value.asString().isBlank()) {
			throw Refusal.unprocessable(code, name + " must be a text that is not blank; leave it out if not needed.");
		}
		String fault = StorableText.fault(value.asString());
		if (fault != null) {
			throw Refusal.unprocessable(code, name + " holds " + fault + "; send plain text.");
		}
		return value.asString();
	}

	/**
	 * Return a switch.
	 * @param name its name
	 * @param code the code of the refusal if it is none
	 * @return its value, or {@code false} if it was not sent
	 * @throws Refusal if it is neither {@code true} nor {@code false}
	 */
	public boolean flag(String name, String code) {
		JsonNode value = this.fields.path(name);
		if (value.isMissingNode() || value.isNull()) {
			return false;
		}
		if (!value.isBoolean()) {
			throw Refusal.unprocessable(code, name + " must be true or false.");
		}
		return value.asBoolean();
	}

}
