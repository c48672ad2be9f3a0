package io.wxomedia.inbox;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonProperty;
import tools.jackson.databind.JsonNode;

/**
 * What an inbox shows of a callback.
 *
 * @param receivedAt when it was received
 * @param headers its headers, with names in lower case
 * @param signature whether it was signed: valid, invalid or absent
 * @param body its body, with a link in place of an image
 */
record CallbackView(@JsonProperty("received_at") Instant receivedAt, JsonNode headers, String signature,
		JsonNode body) {

}
