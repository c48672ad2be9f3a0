package io.wxomedia.videowebhook;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Something that came to the webhook, as it is kept.
 *
 * @param id identifies it
 * @param receivedAt when it came
 * @param webhookId the sender's name of it, or {@code null}
 * @param jobId the generation that it is about, or {@code null} if it does not say
 * @param status the status that it tells, or {@code null} if it tells none
 * @param outcome what became of it
 * @param reason why, or {@code null}
 * @param body what was sent, or {@code null} if that is not kept
 */
record Webhook(UUID id, Instant receivedAt, @Nullable String webhookId, @Nullable String jobId, @Nullable String status,
		Outcome outcome, @Nullable String reason, @Nullable String body) {

	/**
	 * What became of it.
	 */
	enum Outcome {

		/** It was applied. */
		PROCESSED,

		/** It was there before, or its generation has ended. */
		DUPLICATE,

		/** It was understood, and not taken. */
		REFUSED,

		/** Its generation was further already. */
		STALE,

		/** There is no such generation. */
		UNKNOWN_JOB,

		/** It could not be understood. */
		INVALID;

		String word() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
