package io.wxomedia.inbox;

import java.io.IOException;
import java.io.InputStream;

import io.wxomedia.web.BodyEncoding;
import io.wxomedia.web.Refusal;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatus;

/**
 * Reads how an inbox is to behave.
 */
final class BehaviourRequest {

	private static final int LONGEST = 1024;

	private static final int LOWEST_STATUS = 200;

	private static final int HIGHEST_STATUS = 599;

	private BehaviourRequest() {
	}

	/**
	 * Read how an inbox is to answer.
	 * @param body the body of the request
	 * @param json reads JSON
	 * @return the status, 200 to 599, and how late it is to come
	 * @throws IOException if the body broke off
	 * @throws Refusal if there is no such status in it
	 */
	static InboxBehaviour read(InputStream body, JsonMapper json) throws IOException {
		JsonNode asked = parse(BodyEncoding.checkingStart(body).readNBytes(LONGEST), json);
		return new InboxBehaviour(status(asked.path("status")), delay(asked.path("delay_seconds")));
	}

	private static int delay(JsonNode delay) {
		if (delay.isMissingNode() || delay.isNull()) {
			return 0;
		}
		if (!delay.isInt() || delay.intValue() < 0 || delay.intValue() > InboxBehaviour.LONGEST_DELAY_SECONDS) {
			throw Refusal.unprocessable("invalid_delay", "delay_seconds must be a whole number from 0 to "
					+ InboxBehaviour.LONGEST_DELAY_SECONDS + "; leave it out to answer at once.");
		}
		return delay.intValue();
	}

	private static int status(JsonNode status) {
		if (!status.isIntegralNumber() || !status.canConvertToInt() || status.intValue() < LOWEST_STATUS
				|| status.intValue() > HIGHEST_STATUS) {
			throw Refusal.unprocessable("invalid_status",
					"status must be a whole number from 200 to 599, for instance {\"status\":503}; 200 is the usual"
							+ " answer.");
		}
		return status.intValue();
	}

	private static JsonNode parse(byte[] body, JsonMapper json) {
		try {
			return json.readTree(body);
		}
		catch (JacksonException ex) {
			throw new Refusal(HttpStatus.BAD_REQUEST, "invalid_json",
					"The body must be short JSON, for instance {\"status\":503}.", null, ex);
		}
	}

}
