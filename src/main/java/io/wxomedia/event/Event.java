package io.wxomedia.event;

import java.time.Instant;
import java.util.UUID;

/**
 * An event as the log holds it.
 *
 * @param seq its number in the log of all events, from 1; numbers only grow
 * @param job the job
 * @param owner whose job it is
 * @param type what it tells
 * @param at when it was written
 * @param data what happened, as a JSON object
 * @param last whether, when it was written, nothing was to follow for its job
 */
public record Event(long seq, UUID job, String owner, EventType type, Instant at, String data, boolean last) {

}
