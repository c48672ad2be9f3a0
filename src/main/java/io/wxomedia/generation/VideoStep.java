package io.wxomedia.generation;

import java.time.Instant;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.provider.Next;
import org.jspecify.annotations.Nullable;

/**
 * How far a video is that was ordered for a piece of work.
 */
public sealed interface VideoStep {

	/**
	 * It is not there yet. Whoever waits holds no thread and calls
	 * {@link RemoteCalls#advance} again at that moment, or when the provider's webhook
	 * wakes the job before.
	 *
	 * @param at when to look again
	 * @param phase what is waited for, in one word: {@code waiting_for_video}, or a phase
	 * of {@link Next.WaitUntil} while nothing is submitted
	 * @param requestId the provider's name of the call, or {@code null} while nothing is
	 * submitted
	 * @param looks how often the provider was asked so far
	 * @param position the place in the provider's queue, or {@code null}
	 * @param percent how far the provider is, or {@code null}
	 */
	record Waiting(Instant at, String phase, @Nullable String requestId, int looks, @Nullable Integer position,
			@Nullable Integer percent) implements VideoStep {

		/**
		 * The phase of work whose video the provider makes.
		 */
		public static final String FOR_VIDEO = "waiting_for_video";

	}

	/**
	 * It is there and stored.
	 *
	 * @param video the payload that holds it
	 * @param mimeType {@code video/mp4} or {@code video/webm}, by its content
	 * @param length its length in bytes
	 * @param requestId the provider's name of the call, or {@code null} if an earlier job
	 * made it
	 */
	record Ready(PayloadId video, String mimeType, long length, @Nullable String requestId) implements VideoStep {

	}

	/**
	 * There is none and will be none.
	 *
	 * @param error why, in words for the caller
	 */
	record Failed(String error) implements VideoStep {

	}

}
