package io.wxomedia.openai;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What a reply says of the tokens that it is billed for.
 */
final class ReplyUsage {

	private @Nullable Long inputTokens;

	private @Nullable Long inputImageTokens;

	private @Nullable Long outputTokens;

	/**
	 * Read the object that follows.
	 */
	void read(JsonParser json) {
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

	@Nullable Long inputTokens() {
		return this.inputTokens;
	}

	@Nullable Long inputImageTokens() {
		return this.inputImageTokens;
	}

	@Nullable Long outputTokens() {
		return this.outputTokens;
	}

}
