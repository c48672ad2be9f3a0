package io.wxomedia.demo;

import java.util.Optional;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Looks into the inbox for the callback of the first job.
 */
class FirstCallback {

	private final Inbox inbox;

	private final JsonMapper json;

	FirstCallback(Inbox inbox, JsonMapper json) {
		this.inbox = inbox;
		this.json = json;
	}

	Optional<JsonNode> of(String jobId) {
		return this.inbox.received(FirstSubmission.INBOX)
			.stream()
			.map((callback) -> this.json.readTree(callback.body().json()))
			.filter((body) -> body.path("job_id").asString("").equals(jobId))
			.findFirst();
	}

}
