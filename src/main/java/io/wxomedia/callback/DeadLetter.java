package io.wxomedia.callback;

import java.time.Instant;

import io.wxomedia.job.JobId;
import io.wxomedia.payload.PayloadId;
import org.jspecify.annotations.Nullable;

/**
 * A callback that was given up.
 *
 * @param job the job that it tells of
 * @param url where it was to go
 * @param verdict the job's verdict, in one word
 * @param attempts attempts made
 * @param lastError why the last one failed, or {@code null}
 * @param since when it was given up
 * @param payload the payload that its body carries, or {@code null}
 */
record DeadLetter(JobId job, String url, String verdict, int attempts, @Nullable String lastError, Instant since,
		@Nullable PayloadId payload) {

	/**
	 * Return where this one stands in a list by time.
	 * @return the place
	 */
	Place place() {
		return new Place(this.since, this.job);
	}

	/**
	 * A place in a list by time.
	 *
	 * @param since when the dead letter there was given up
	 * @param job its job, as several may have been given up at the same moment
	 */
	record Place(Instant since, JobId job) {

	}

}
