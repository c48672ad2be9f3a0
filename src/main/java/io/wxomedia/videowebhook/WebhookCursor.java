package io.wxomedia.videowebhook;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.UUID;

import io.wxomedia.web.Refusal;

/**
 * Where a page of what came ends, as callers carry it to the next.
 */
final class WebhookCursor {

	private static final int LAST_YEAR = 9999;

	private WebhookCursor() {
	}

	static String of(Webhook last) {
		String text = last.receivedAt() + "/" + last.id();
		return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Read a cursor.
	 * @throws Refusal if it is none
	 */
	static WebhookTable.Place place(String cursor) {
		try {
			String[] parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split("/", 2);
			Instant at = Instant.parse(parts[0]);
			int year = at.atOffset(ZoneOffset.UTC).getYear();
			if (parts.length == 2 && year >= 0 && year <= LAST_YEAR) {
				return new WebhookTable.Place(at, UUID.fromString(parts[1]));
			}
		}
		catch (IllegalArgumentException | DateTimeException ex) {
			throw invalid();
		}
		throw invalid();
	}

	private static Refusal invalid() {
		return Refusal.unprocessable("invalid_parameter",
				"cursor must be the next_cursor of an earlier answer; leave it out to begin with the newest.");
	}

}
