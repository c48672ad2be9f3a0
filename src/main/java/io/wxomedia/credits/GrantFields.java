package io.wxomedia.credits;

import java.io.IOException;

import io.swagger.v3.oas.annotations.media.Schema;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.RequestFields;
import io.wxomedia.web.StorableText;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is to be granted.
 *
 * @param owner whom: the name of an API key, {@code workshop}, {@code admin},
 * {@code anonymous}, or a seat
 * @param amount how many credits; below 0 takes some back
 * @param reason why, or {@code null}
 */
record GrantFields(@Schema(example = "alice", requiredMode = Schema.RequiredMode.REQUIRED) String owner,
		@Schema(example = "500", requiredMode = Schema.RequiredMode.REQUIRED) int amount,
		@Schema(example = "second day of the workshop") @Nullable String reason) {

	private static final int LONGEST_OWNER = 100;

	private static final int LONGEST_REASON = 500;

	/**
	 * Read the body of a request.
	 * @throws Refusal if a field is missing or cannot be used
	 * @throws IOException if the connection broke
	 */
	static GrantFields read(HttpServletRequest request, JsonMapper json) throws IOException {
		RequestFields fields = RequestFields.read(request, json);
		String owner = fields.text("owner", "invalid_owner");
		if (owner == null) {
			throw Refusal.unprocessable("invalid_owner",
					"owner is missing: send whose account it is, such as the name of an API key.");
		}
		String reason = fields.text("reason", "invalid_reason");
		if (reason != null && reason.length() > LONGEST_REASON) {
			throw Refusal.unprocessable("invalid_reason",
					"reason must be a text of at most " + LONGEST_REASON + " characters.");
		}
		return new GrantFields(owner(owner, "invalid_owner"), amount(fields.fields().path("amount")), reason);
	}

	/**
	 * Read the name of an owner.
	 * @throws Refusal if nobody can have it
	 */
	static String owner(String text, String code) {
		String name = text.strip();
		if (name.isEmpty() || name.length() > LONGEST_OWNER || StorableText.fault(name) != null
				|| name.codePoints().anyMatch(Character::isISOControl)) {
			throw Refusal.unprocessable(code,
					"owner must be a name of 1 to " + LONGEST_OWNER + " characters, such as that of an API key.");
		}
		return name;
	}

	private static int amount(JsonNode value) {
		if (value.isIntegralNumber() && value.canConvertToInt()) {
			int amount = value.intValue();
			if (amount != 0 && Math.abs((long) amount) <= CreditsProperties.MOST) {
				return amount;
			}
		}
		throw Refusal.unprocessable("invalid_amount", "amount must be a whole number from 1 to "
				+ CreditsProperties.MOST + ", or below 0 to take back what was granted in error.");
	}

}
