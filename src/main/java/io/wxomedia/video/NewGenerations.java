package io.wxomedia.video;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import io.wxomedia.credits.Credits;
import io.wxomedia.credits.InsufficientCredits;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobId;
import io.wxomedia.job.KeptJobs;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * Writes generations in the transaction of their job: those that are to be made with what
 * is held for them, and those that another kind of job has made. Thread-safe.
 */
public class NewGenerations {

	private final GenerationTable generations;

	private final VideoFileTable files;

	private final Credits credits;

	private final int price;

	private final Gallery gallery;

	/**
	 * Create a writer.
	 * @param generations the generations
	 * @param files their files
	 * @param credits the credits
	 * @param price what a video costs, in credits
	 * @param gallery keeps what is completed
	 */
	NewGenerations(GenerationTable generations, VideoFileTable files, Credits credits, int price, Gallery gallery) {
		this.generations = generations;
		this.files = files;
		this.credits = credits;
		this.price = price;
		this.gallery = gallery;
	}

	/**
	 * Write a video that another kind of job has made, so that it stands in its owner's
	 * gallery. Takes part in the transaction that completes the job, and goes with it.
	 * @param job the job
	 * @param prompt what the video shows
	 * @param aspectRatio the aspect ratio, or what was asked for in its place
	 * @param seconds how long the video was to be
	 * @param bucket where it was stored, or {@code null} if that was not written down
	 * @param file the video in that bucket
	 */
	public void made(Job job, String prompt, String aspectRatio, int seconds, @Nullable String bucket, VideoFile file) {
		VideoOptions options = new VideoOptions(aspectRatio, 1, seconds, VideoOptions.EVERYBODY);
		this.generations.insert(job.id(), job.owner(), Generation.Maker.PROVIDER,
				new VideoSpec(prompt, options, null, ""));
		this.files.insert(job.id(), List.of(file));
		this.generations.describe(job.id(), VideoReport.Making.UNKNOWN, bucket, null);
		this.generations.end(job.id(), VideoEvent.COMPLETED, VideoEvent.COMPLETED.message(), null);
		this.gallery.keep(job.id());
	}

	/**
	 * Write a generation.
	 * @throws VideoRefusal with 402 if its owner has too few credits
	 */
	void write(JobId id, String owner, Generation.Maker maker, VideoSpec spec) {
		this.generations.insert(id, owner, maker, spec);
		try {
			this.credits.hold(owner, id,
					List.of(new Credits.Line(VideoKind.NAME, this.price * spec.options().numberOfVideos())));
		}
		catch (InsufficientCredits ex) {
			throw new VideoRefusal(HttpStatus.PAYMENT_REQUIRED, "Insufficient credits",
					"The request costs " + ex.required() + " credits, " + this.price + " for each video, and there are "
							+ ex.available()
							+ ". Ask for fewer videos, or ask the administrator for credits (POST /credits/grant).",
					new VideoRefusal.Credits(ex.available(), ex.required()), ex);
		}
	}

	/**
	 * Keeps the jobs of completed generations for longer than others: they are entries of
	 * the gallery, and their videos stay in the bucket.
	 *
	 * @param jobs the jobs
	 * @param atLeast for how long
	 * @param clock the time
	 */
	record Gallery(KeptJobs jobs, Duration atLeast, Clock clock) {

		void keep(JobId job) {
			this.jobs.extend(job, this.clock.instant().plus(this.atLeast));
		}

	}

}
