package io.wxomedia.image;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

import io.wxomedia.image.StorageWaitTable.GivenUp;
import io.wxomedia.job.JobRun;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.storage.StorageFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether and when something is tried again that object storage did not do, and
 * keeps the picture that waits for it. Holds no thread meanwhile. Thread-safe.
 */
class StorageRetries {

	/**
	 * The phase of a job or an image whose picture waits to be stored.
	 */
	static final String STORING = "storing";

	/**
	 * How often an object is read before its image fails, and the bucket is listed before
	 * the batch does.
	 */
	static final int MOST_READS = 3;

	private static final Logger logger = LoggerFactory.getLogger(StorageRetries.class);

	private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

	/**
	 * How much longer or shorter a pause may be, so that pictures that failed together do
	 * not come back together.
	 */
	private static final double JITTER = 0.2;

	private final StorageWaitTable waits;

	private final Duration patience;

	private final Clock clock;

	private final RandomGenerator random;

	StorageRetries(StorageWaitTable waits, Duration patience, Clock clock, RandomGenerator random) {
		this.waits = waits;
		this.patience = patience;
		this.clock = clock;
		this.random = random;
	}

	Optional<StorageWait> find(JobRun run, int item) {
		return this.waits.find(run, item);
	}

	/**
	 * Note that a picture could not be stored. It is kept whatever the answer is.
	 * @param run the run
	 * @param item the item of the job
	 * @param picture the picture
	 * @param fallback why the local fallback made it, or {@code null} if it did not
	 * @param failure why it could not be stored
	 * @return when to try again, or {@code null} if that is of no use or has been tried
	 * for long enough
	 */
	@Nullable Instant again(JobRun run, int item, PayloadId picture, @Nullable FallbackReason fallback, StorageFailure failure) {
		Instant now = this.clock.instant();
		StorageWait before = this.waits.find(run, item)
			.filter((wait) -> wait.picture() != null)
			.orElse(new StorageWait(picture, fallback, 0, now, now));
		int tries = before.tries() + 1;
		Instant next = failure.isPassing() ? next(tries, before.failedAt(), now) : null;
		logger.info("Object storage keeps job {} (item {}) waiting after {} tries, {}: {}", run.job().id(), item, tries,
				(next != null) ? "until " + next : "for good", failure.getMessage());
		this.waits.write(run, item,
				new StorageWait(picture, fallback, tries, before.failedAt(), (next != null) ? next : now),
				(next != null) ? null : failure.isPassing() ? GivenUp.OVERDUE : GivenUp.REFUSED, failure.getMessage());
		return next;
	}

	/**
	 * Note that an object could not be read to its end, or a bucket not be listed.
	 * @param run the run
	 * @param item the item of the job
	 * @param failure why it could not be read
	 * @return when to read it again, or {@code null} if that is of no use or was done
	 * often enough
	 */
	@Nullable Instant readAgain(JobRun run, int item, StorageFailure failure) {
		Instant now = this.clock.instant();
		StorageWait before = this.waits.find(run, item).orElse(new StorageWait(null, null, 0, now, now));
		int tries = before.tries() + 1;
		if (!failure.isPassing() || tries >= MOST_READS) {
			return null;
		}
		Instant next = now.plus(jittered(pause(tries)));
		this.waits.write(run, item, new StorageWait(null, null, tries, before.failedAt(), next));
		return next;
	}

	/**
	 * Note that nothing waits any more.
	 * @param run the run
	 * @param item the item of the job
	 */
	void done(JobRun run, int item) {
		this.waits.remove(run, item);
	}

	/**
	 * The last try is at the end of the time, not before it.
	 */
	private @Nullable Instant next(int tries, Instant failedAt, Instant now) {
		Instant end = failedAt.plus(this.patience);
		if (!now.isBefore(end)) {
			return null;
		}
		Instant next = now.plus(jittered(pause(tries)));
		return next.isBefore(end) ? next : end;
	}

	/**
	 * Return the pause after so many tries: 1, 2, 4 and so on up to 60 seconds.
	 */
	static Duration pause(int tries) {
		Duration pause = SHORTEST_PAUSE.multipliedBy(1L << Math.min(Math.max(tries, 1) - 1, 10));
		return (pause.compareTo(LONGEST_PAUSE) < 0) ? pause : LONGEST_PAUSE;
	}

	private Duration jittered(Duration pause) {
		double factor = 1 + JITTER * (2 * this.random.nextDouble() - 1);
		return Duration.ofMillis((long) (pause.toMillis() * factor));
	}

	/**
	 * Say of a picture that could not be stored what was tried.
	 * @param failure the last failure
	 * @return what happened
	 */
	String givenUp(StorageFailure failure) {
		String message = String.valueOf(failure.getMessage());
		return failure.isPassing() ? message + (message.endsWith(".") ? "" : ".") + " It was tried for "
				+ this.patience.toSeconds() + " s (STORAGE_RETRY_SECONDS)" : message;
	}

}
