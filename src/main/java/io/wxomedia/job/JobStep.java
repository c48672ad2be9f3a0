package io.wxomedia.job;

import java.time.Instant;
import java.util.List;

import io.wxomedia.payload.PayloadId;
import org.jspecify.annotations.Nullable;

/**
 * What a run of a job came to.
 */
public sealed interface JobStep {

	/**
	 * The job waits, without holding a worker, and is then run again.
	 *
	 * @param at when
	 * @param phase what it waits for, in one word for its status
	 */
	record Wait(Instant at, String phase) implements JobStep {

	}

	/**
	 * The job has its verdict.
	 *
	 * @param verdict how it ended
	 * @param error why it failed, or {@code null}
	 * @param progress how far it came
	 * @param result what came out, in the handler's own words (JSON), or {@code null}
	 * @param resultPayload the payload that came out, or {@code null}
	 * @param message what the caller is told
	 * @param disposable payloads that nobody needs any more
	 */
	record Finish(Verdict verdict, @Nullable String error, JobRun.Progress progress, @Nullable String result,
			@Nullable PayloadId resultPayload, CallbackMessage message, List<PayloadId> disposable) implements JobStep {

	}

}
