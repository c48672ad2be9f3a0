package io.wxomedia.image;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.wxomedia.job.JobItem;
import io.wxomedia.job.JobRun;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a batch may buy another picture, by those that its store has not taken.
 * Looks at the database and nothing else, so that neither a restart nor a pause begins to
 * count anew. Thread-safe.
 */
class Purchases {

	/**
	 * How many pictures of one batch may be without a place in the store before no more
	 * are bought, whether they wait or were given up. A store that stays away must not
	 * cost a whole bucket. Those under way at that moment may come to it.
	 */
	static final int MOST_UNSTORED = 20;

	private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

	private final StorageWaitTable waits;

	private final KeptPictures kept;

	private final Clock clock;

	Purchases(StorageWaitTable waits, KeptPictures kept, Clock clock) {
		this.waits = waits;
		this.kept = kept;
		this.clock = clock;
	}

	/**
	 * Look whether anything may be bought for an image. What was bought for it is stored
	 * all the same.
	 * @param run the run of the batch
	 * @param item the image
	 * @return why not, or {@code null} if it may go on
	 */
	@Nullable Halt look(JobRun run, JobItem item) {
		Halt halt = look(run);
		return (halt != null && this.kept.isBought(run.job().id(), item.number())) ? null : halt;
	}

	private @Nullable Halt look(JobRun run) {
		Unstored unstored = this.waits.unstored(run.job().id());
		if (unstored.refusal() != null) {
			return new Halt(null,
					"Not edited: the store refused the picture of another image, and nothing more is bought"
							+ " for this batch. " + unstored.refusal());
		}
		if (unstored.pictures() < MOST_UNSTORED) {
			return null;
		}
		if (unstored.nextTry() != null) {
			Instant soon = this.clock.instant().plus(SHORTEST_PAUSE);
			return new Halt(unstored.nextTry().isAfter(soon) ? unstored.nextTry() : soon, null);
		}
		return new Halt(null,
				"Not edited: " + unstored.pictures() + " pictures of this batch could not be stored within"
						+ " STORAGE_RETRY_SECONDS, and nothing more is bought for it. " + unstored.failure());
	}

	/**
	 * Nothing is bought now.
	 *
	 * @param until when to look again, or {@code null} if nothing is bought any more
	 * @param error why nothing is bought any more, or {@code null}
	 */
	record Halt(@Nullable Instant until, @Nullable String error) {

		/**
		 * Return when to look again, or {@code null} if that is of no use.
		 */
		@Nullable Later later() {
			return (this.until != null) ? new Later(this.until, StorageRetries.STORING) : null;
		}

		/**
		 * Let an image wait, or fail it.
		 * @return when to go on with it, or {@code null} if it failed
		 */
		@Nullable Later stop(JobRun run, JobItem item) {
			Later later = later();
			if (later == null) {
				run.items().fail(item, String.valueOf(this.error));
			}
			return later;
		}

	}

	/**
	 * The pictures of a batch that its store has not taken.
	 *
	 * @param pictures how many
	 * @param nextTry when the first of them is tried again, or {@code null} if all were
	 * given up
	 * @param refusal why one was refused for good, or {@code null}
	 * @param failure what the store said of one, or {@code null}
	 */
	record Unstored(int pictures, @Nullable Instant nextTry, @Nullable String refusal, @Nullable String failure) {

	}

}
