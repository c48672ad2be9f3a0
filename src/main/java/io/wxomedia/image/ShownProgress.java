package io.wxomedia.image;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.wxomedia.job.JobItems;
import io.wxomedia.job.JobRun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;

/**
 * Shows how far a batch is, not more often than anybody looks. Used by one thread.
 */
class ShownProgress {

	private static final Logger logger = LoggerFactory.getLogger(ShownProgress.class);

	private static final Duration SHOW_EVERY = Duration.ofMillis(500);

	private final JobRun run;

	private final Clock clock;

	private Instant lastShown = Instant.MIN;

	ShownProgress(JobRun run, Clock clock) {
		this.run = run;
		this.clock = clock;
	}

	/**
	 * Show it, unless that was done a moment ago.
	 */
	void nowAndThen() {
		Instant now = this.clock.instant();
		if (this.lastShown.equals(Instant.MIN) || Duration.between(this.lastShown, now).compareTo(SHOW_EVERY) >= 0) {
			now();
		}
	}

	/**
	 * Show it. What cannot be shown is shown the next time.
	 */
	void now() {
		this.lastShown = this.clock.instant();
		try {
			JobItems.Counts counts = this.run.items().counts();
			this.run.show(new JobRun.Progress("editing", counts.completed(), counts.failed(), counts.total(),
					counts.fallbacks()));
		}
		catch (DataAccessException ex) {
			logger.warn("The progress of job {} could not be shown: {}", this.run.job().id(), ex.getMessage());
		}
	}

}
