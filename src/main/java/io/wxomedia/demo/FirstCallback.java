package io.wxomedia.demo;

import java.util.Optional;

import io.wxomedia.inbox.ReceivedCallbacks;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Looks into the inbox for the callback of the first job.
 */
class FirstCallback {

	private final ReceivedCallbacks inbox;

	private final JsonMapper json;

	FirstCallback(ReceivedCallbacks inbox, JsonMapper json) {
		this.inbox = inbox;
		this.json = json;
	}

	Optional<JsonNode> of(String jobId) {
		return this.inbox.bodies(FirstSubmission.INBOX)
			.stream()
			.map(this.json::readTree)
			.filter((body) -> body.path("job_id").asString("").equals(jobId))
			.findFirst();
	}

}
