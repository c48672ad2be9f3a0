package io.wxomedia.video;

import java.util.List;

import io.wxomedia.credits.Credits;
import io.wxomedia.credits.InsufficientCredits;
import io.wxomedia.job.JobId;

import org.springframework.http.HttpStatus;

/**
 * Writes generations with what is held for them, in the transaction that accepts their
 * job.
 */
class NewGenerations {

	private final GenerationTable generations;

	private final Credits credits;

	private final int price;

	/**
	 * Create a writer.
	 * @param generations the generations
	 * @param credits the credits
	 * @param price what a video costs, in credits
	 */
	NewGenerations(GenerationTable generations, Credits credits, int price) {
		this.generations = generations;
		this.credits = credits;
		this.price = price;
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

}
