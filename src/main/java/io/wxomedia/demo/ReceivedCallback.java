package io.wxomedia.demo;

import java.time.Instant;
import java.util.UUID;

/**
 * A callback that an inbox received.
 *
 * @param id identifies it
 * @param receivedAt when it was received
 * @param headers its headers, as a JSON object
 * @param body its body
 */
record ReceivedCallback(UUID id, Instant receivedAt, String headers, ReceivedBody body) {

}
