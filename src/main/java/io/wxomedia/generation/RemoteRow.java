package io.wxomedia.generation;

import java.time.Instant;
import java.util.UUID;

import io.wxomedia.job.JobId;
import io.wxomedia.payload.PayloadId;
import org.jspecify.annotations.Nullable;

/**
 * A submission as it is written down.
 *
 * @param id names it, also in the webhook's address
 * @param job the job
 * @param item the item of the job
 * @param ledgerCall the call in the ledger, or {@code null} if it had none
 * @param state what became of it
 * @param tells whether the provider was asked to tell by webhook
 * @param call the call as the provider named it, or {@code null} while that is not known
 * @param provider whose it is
 * @param model the model that was called
 * @param createdAt when it was about to be submitted
 * @param nextLookAt when it is looked at again
 * @param deadline until when a video is waited for
 * @param looks how often it was looked at
 * @param position its place in the provider's queue, or {@code null}
 * @param percent how far the provider is, or {@code null}
 * @param media the video, or {@code null} while it is not there
 * @param error why there is none, or {@code null}
 * @param made whether the provider said that it is made
 */
record RemoteRow(UUID id, JobId job, int item, @Nullable UUID ledgerCall, State state, boolean tells,
		@Nullable RemoteCall call, String provider, String model, Instant createdAt, Instant nextLookAt,
		Instant deadline, int looks, @Nullable Integer position, @Nullable Integer percent, @Nullable Media media,
		@Nullable String error, boolean made) {

	/**
	 * Return whether it was submitted and paid for by an earlier job.
	 */
	boolean isTakenOver() {
		return this.ledgerCall == null && this.call != null;
	}

	/**
	 * Return how far it is, for who waits.
	 */
	VideoStep.Waiting waiting() {
		return new VideoStep.Waiting(this.nextLookAt, VideoStep.Waiting.FOR_VIDEO,
				(this.call != null) ? this.call.requestId() : null, this.looks, this.position, this.percent);
	}

	/**
	 * What became of a submission.
	 */
	enum State {

		/**
		 * It is about to be submitted, or its answer was lost.
		 */
		SUBMITTING,

		/**
		 * The provider accepted it.
		 */
		ACCEPTED,

		/**
		 * The video is there.
		 */
		DONE,

		/**
		 * The video is there from an earlier job, whose payload it still is.
		 */
		TAKEN,

		/**
		 * There will be no video.
		 */
		FAILED,

		/**
		 * Nobody wants it any more.
		 */
		CANCELLED

	}

	/**
	 * A video that was fetched.
	 *
	 * @param payload the payload that holds it
	 * @param mimeType its media type, by its content
	 * @param length its length in bytes
	 */
	record Media(PayloadId payload, String mimeType, long length) {

	}

}
