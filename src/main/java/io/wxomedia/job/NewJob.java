package io.wxomedia.job;

import java.net.URI;

import io.wxomedia.payload.PayloadId;
import org.jspecify.annotations.Nullable;

/**
 * A job to be accepted.
 *
 * @param kind the kind
 * @param owner who sent it
 * @param callbackUrl where the result is to be sent, or {@code null} if the owner asks
 * for it
 * @param filename the file name that was sent, or {@code null}
 * @param request what is to be done, in the handler's own words (JSON)
 * @param input the payload to work on, already durable, or {@code null}
 * @param itemsTotal how many items the job has, 0 if not yet known
 * @param idempotency makes sure that a request sent twice is accepted once, or
 * {@code null}
 * @param room the room it takes and will need
 */
public record NewJob(String kind, String owner, @Nullable URI callbackUrl, @Nullable String filename, String request,
		@Nullable PayloadId input, int itemsTotal, @Nullable Idempotency idempotency, Room room) {

	/**
	 * Create a job that takes no room.
	 */
	public NewJob(String kind, String owner, @Nullable URI callbackUrl, @Nullable String filename, String request,
			@Nullable PayloadId input, int itemsTotal, @Nullable Idempotency idempotency) {
		this(kind, owner, callbackUrl, filename, request, input, itemsTotal, idempotency, new Room(0, 0));
	}

	/**
	 * The room of a job among the payloads.
	 *
	 * @param inputBytes the length of its input
	 * @param resultBytes what its result may have
	 */
	public record Room(long inputBytes, long resultBytes) {

	}

	/**
	 * The key of a request, and what the request was.
	 *
	 * @param key the value of the header {@code Idempotency-Key}
	 * @param fingerprint a digest of everything that makes the request the same one
	 */
	public record Idempotency(String key, String fingerprint) {

	}

}
