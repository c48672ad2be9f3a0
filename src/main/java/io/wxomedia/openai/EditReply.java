package io.wxomedia.openai;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

import io.wxomedia.base64.DivertedField;
import io.wxomedia.base64.StrictBase64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a reply and decodes its image on the way: the SDK's own model would hold the
 * base64 text of the whole image, several times over.
 */
class EditReply {

	private static final JsonFactory JSON = new JsonFactory();

	private static final String IMAGE_FIELD = "b64_json";

	/**
	 * The field stands in an object, in the array of the document's object.
	 */
	private static final int IMAGE_LEVEL = 3;

	private final ByteArrayOutputStream image = new ByteArrayOutputStream(16 * 1024);

	private @Nullable Long inputTokens;

	private @Nullable Long inputImageTokens;

	private @Nullable Long outputTokens;

	/**
	 * Read a reply.
	 * @param body the reply's body
	 * @param requestId the provider's id of the request, or {@code null}
	 * @return the image
	 * @throws NotUnderstood if the reply has no image
	 * @throws IOException if the connection broke before the reply was complete
	 */
	static EditedImage read(InputStream body, @Nullable String requestId) throws IOException, NotUnderstood {
		EditReply reply = new EditReply();
		StrictBase64 base64 = new StrictBase64(reply.image);
		InputStream document = new DivertedField(body, Set.of(IMAGE_FIELD), IMAGE_LEVEL, base64, Long.MAX_VALUE,
				Long.MAX_VALUE);
		try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), document)) {
			reply.readRoot(json);
		}
		catch (JacksonIOException ex) {
			throw ex.getCause();
		}
		catch (JacksonException ex) {
			throw new NotUnderstood(ex.getOriginalMessage());
		}
		if (base64.problem() != null) {
			throw new NotUnderstood("its image is no base64: " + base64.problem());
		}
		if (reply.image.size() == 0) {
			throw new NotUnderstood("it has no image: b64_json is blank or missing");
		}
		return new EditedImage(reply.image.toByteArray(), requestId, reply.inputTokens, reply.inputImageTokens,
				reply.outputTokens);
	}

	private void readRoot(JsonParser json) throws NotUnderstood {
		if (json.nextToken() != JsonToken.START_OBJECT) {
			throw new NotUnderstood("it is no JSON object");
		}
		for (String name = json.nextName(); name != null; name = json.nextName()) {
			JsonToken value = json.nextToken();
			if (name.equals("usage") && value == JsonToken.START_OBJECT) {
				readUsage(json);
			}
			else {
				json.skipChildren();
			}
		}
	}

	private void readUsage(JsonParser json) {
		for (String name = json.nextName(); name != null; name = json.nextName()) {
			JsonToken value = json.nextToken();
			if (name.equals("input_tokens") && value == JsonToken.VALUE_NUMBER_INT) {
				this.inputTokens = json.getLongValue();
			}
			else if (name.equals("input_tokens_details") && value == JsonToken.START_OBJECT) {
				readInputDetails(json);
			}
			else if (name.equals("output_tokens") && value == JsonToken.VALUE_NUMBER_INT) {
				this.outputTokens = json.getLongValue();
			}
			else {
				json.skipChildren();
			}
		}
	}

	private void readInputDetails(JsonParser json) {
		for (String name = json.nextName(); name != null; name = json.nextName()) {
			JsonToken value = json.nextToken();
			if (name.equals("image_tokens") && value == JsonToken.VALUE_NUMBER_INT) {
				this.inputImageTokens = json.getLongValue();
			}
			else {
				json.skipChildren();
			}
		}
	}

	/**
	 * The reply is not what a successful edit looks like.
	 */
	static class NotUnderstood extends Exception {

		private static final long serialVersionUID = 1L;

		NotUnderstood(@Nullable String reason) {
			super(reason);
		}

	}

}
