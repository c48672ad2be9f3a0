package io.wxomedia.inbox;

import java.time.Instant;
import java.util.UUID;

/**
 * A callback that an inbox received.
 *
 * @param id identifies it
 * @param receivedAt when it was received
 * @param headers its headers, as a JSON object
 * @param signature what its signature is worth
 * @param body its body
 */
record ReceivedCallback(UUID id, Instant receivedAt, String headers, ReceivedSignature signature, ReceivedBody body) {

}
