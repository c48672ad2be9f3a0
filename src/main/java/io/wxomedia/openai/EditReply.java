package io.wxomedia.openai;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

import io.wxomedia.base64.DivertedField;
import io.wxomedia.base64.LenientBase64;
import io.wxomedia.provider.EditedImage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a reply and decodes its image on the way: the SDK's own model would hold the
 * base64 text of the whole image, several times over. What was paid for is taken if it
 * can be: an image that is there to its end counts, whatever is wrong after it.
 */
final class EditReply {

	/**
	 * How large a result may be, in bytes. The models' largest pictures have half of it.
	 */
	static final int LARGEST_IMAGE = 64 * 1024 * 1024;

	private static final long MOST_CHARACTERS = LARGEST_IMAGE / 3 * 4L + LARGEST_IMAGE / 16;

	private static final long MOST_OTHER = 48L * 1024 * 1024;

	/**
	 * Reads parts of a document as well.
	 */
	private static final JsonMapper JSON = JsonMapper.builder()
		.disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private static final String IMAGE_FIELD = "b64_json";

	/**
	 * The field stands in an object, in the array of the document's object.
	 */
	private static final int IMAGE_LEVEL = 3;

	private static final int EVENT_LEVEL = 1;

	/**
	 * What may hold the words of an error.
	 */
	private static final Set<String> ERROR_FIELDS = Set.of("error", "errors", "message", "detail", "msg", "code",
			"type");

	private final ByteArrayOutputStream image = new ByteArrayOutputStream(16 * 1024);

	private LenientBase64 base64 = new LenientBase64(this.image);

	private final ObjectNode said = JSON.createObjectNode();

	private @Nullable String url;

	private final ReplyUsage usage = new ReplyUsage();

	private EditReply() {
	}

	/**
	 * Read a reply.
	 * @param body the reply's body
	 * @return what it says
	 * @throws ErrorInReply if it is an error
	 * @throws NotUnderstood if the reply has no image
	 * @throws IOException if the connection broke before the image was complete
	 */
	static EditReply read(InputStream body) throws IOException, NotUnderstood, ErrorInReply {
		return read(body, IMAGE_LEVEL);
	}

	/**
	 * Read one event of a streamed reply, whose image stands in the event itself.
	 * @param data the event's data
	 * @return what it says
	 * @throws ErrorInReply if it is an error
	 * @throws NotUnderstood if the event has no image
	 * @throws IOException if the connection broke before the image was complete
	 */
	static EditReply readEvent(InputStream data) throws IOException, NotUnderstood, ErrorInReply {
		return read(data, EVENT_LEVEL);
	}

	private static EditReply read(InputStream body, int imageLevel) throws IOException, NotUnderstood, ErrorInReply {
		EditReply reply = new EditReply();
		InputStream document = new DivertedField(body, Set.of(IMAGE_FIELD), imageLevel, reply.base64, MOST_CHARACTERS,
				MOST_OTHER);
		try (JsonParser json = JSON.createParser(document)) {
			reply.readRoot(json);
		}
		catch (DivertedField.TooLong ex) {
			if (reply.url == null) {
				throw new NotUnderstood("it is longer than the largest picture may be, which has 64 MB");
			}
		}
		catch (IOException ex) {
			if (!reply.hasImage()) {
				throw ex;
			}
		}
		reply.check();
		return reply;
	}

	private void readRoot(JsonParser json) throws IOException, NotUnderstood {
		try {
			if (json.nextToken() != JsonToken.START_OBJECT) {
				throw new NotUnderstood("it is no JSON object");
			}
			for (String name = json.nextName(); name != null; name = json.nextName()) {
				readMember(name, json.nextToken(), json);
			}
		}
		catch (JacksonIOException ex) {
			throw ex.getCause();
		}
		catch (UnexpectedEndOfInputException ex) {
			if (!hasImage()) {
				throw new CutOff(ex.getOriginalMessage());
			}
		}
		catch (JacksonException ex) {
			if (!hasImage()) {
				throw new NotUnderstood(ex.getOriginalMessage());
			}
		}
	}

	private void readMember(String name, @Nullable JsonToken value, JsonParser json) {
		if (name.equals("usage") && value == JsonToken.START_OBJECT) {
			this.usage.read(json);
		}
		else if (name.equals("data") && value == JsonToken.START_ARRAY) {
			while (json.nextToken() == JsonToken.START_OBJECT) {
				readResult(json);
			}
		}
		else if (ERROR_FIELDS.contains(name) && value != JsonToken.VALUE_NULL) {
			this.said.set(name, JSON.readTree(json));
		}
		else {
			json.skipChildren();
		}
	}

	private void readResult(JsonParser json) {
		for (String name = json.nextName(); name != null; name = json.nextName()) {
			JsonToken value = json.nextToken();
			if (name.equals("url") && value == JsonToken.VALUE_STRING && this.url == null
					&& !json.getString().isBlank()) {
				this.url = json.getString().strip();
			}
			else if (name.equals("error") && value != JsonToken.VALUE_NULL) {
				this.said.set(name, JSON.readTree(json));
			}
			else {
				json.skipChildren();
			}
		}
	}

	private boolean hasImage() {
		return isDecoded() || this.url != null;
	}

	private boolean isDecoded() {
		return this.base64.ended() && this.base64.problem() == null && this.image.size() > 0;
	}

	private void check() throws IOException, NotUnderstood, ErrorInReply {
		if (!isDecoded() && this.url != null && this.url.regionMatches(true, 0, "data:", 0, "data:".length())) {
			this.image.reset();
			this.base64 = new LenientBase64(this.image);
			this.base64.decodeAll(this.url);
			this.url = null;
		}
		if (hasImage()) {
			return;
		}
		if (this.said.has("error")) {
			throw new ErrorInReply(this.said);
		}
		if (this.base64.problem() != null) {
			throw new NotUnderstood("its image is no base64: " + this.base64.problem());
		}
		String words = ErrorWords.in(this.said);
		throw new NotUnderstood("it has no image: b64_json is blank or missing"
				+ ((words != null) ? ". It says: " + ErrorWords.shortened(words) : ""));
	}

	/**
	 * Return whether this is an event with a picture that is not done yet.
	 */
	boolean isPartial() {
		return this.said.path("type").asString("").endsWith(".partial_image");
	}

	/**
	 * Return the picture of an event.
	 */
	byte[] picture() {
		return this.image.toByteArray();
	}

	/**
	 * Return where the image is to be fetched.
	 * @return the address as the provider wrote it, or {@code null} if the image itself
	 * came and is whole
	 */
	@Nullable String url() {
		return isDecoded() ? null : this.url;
	}

	/**
	 * Return the image that came.
	 * @param requestId the provider's id of the request, or {@code null}
	 * @return the image
	 */
	EditedImage edited(@Nullable String requestId) {
		return edited(this.image.toByteArray(), requestId);
	}

	/**
	 * Return an image that was fetched.
	 * @param bytes the image
	 * @param requestId the provider's id of the request, or {@code null}
	 * @return the image
	 */
	EditedImage edited(byte[] bytes, @Nullable String requestId) {
		return new EditedImage(bytes, requestId, this.usage.inputTokens(), this.usage.inputImageTokens(),
				this.usage.outputTokens());
	}

	/**
	 * The reply is an error, whatever its status says.
	 */
	static final class ErrorInReply extends Exception {

		private static final long serialVersionUID = 1L;

		private final transient ObjectNode members;

		ErrorInReply(ObjectNode members) {
			super("The reply is an error");
			this.members = members;
		}

		ObjectNode members() {
			return this.members;
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

	/**
	 * The reply ends before its JSON does.
	 */
	static final class CutOff extends NotUnderstood {

		private static final long serialVersionUID = 1L;

		CutOff(@Nullable String reason) {
			super(reason);
		}

	}

}
