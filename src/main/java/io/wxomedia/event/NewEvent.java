package io.wxomedia.event;

import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * An event to be written.
 *
 * @param job the job
 * @param owner whose job it is; streams are filtered by it
 * @param type what it tells
 * @param data what happened, without secrets and links; names in snake case
 * @param last whether, as things stand, nothing follows for this job
 */
public record NewEvent(UUID job, String owner, EventType type, Map<String, @Nullable Object> data, boolean last) {

	public NewEvent(UUID job, String owner, EventType type, Map<String, @Nullable Object> data) {
		this(job, owner, type, data, false);
	}

}
