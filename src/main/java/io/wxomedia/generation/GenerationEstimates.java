package io.wxomedia.generation;

import java.math.BigDecimal;

import io.wxomedia.spending.Estimates;
import org.jspecify.annotations.Nullable;

/**
 * Says what pictures and videos will cost before they are ordered. Asks the price table
 * and the ledger, never a provider. Thread-safe.
 */
public class GenerationEstimates {

	private final ImageGenerator images;

	private final VideoMaker videos;

	private final Estimates estimates;

	GenerationEstimates(ImageGenerator images, VideoMaker videos, Estimates estimates) {
		this.images = images;
		this.videos = videos;
		this.estimates = estimates;
	}

	/**
	 * Return what a picture will cost at the most.
	 * @param order what would be ordered
	 * @return the cost in US dollars, or {@code null} if the model has no price
	 */
	public @Nullable BigDecimal cost(ImageOrder order) {
		return this.estimates.next(this.images.purchase(order).what());
	}

	/**
	 * Return what a video will cost.
	 * @param order what would be ordered; its picture is not read
	 * @return the cost in US dollars, or {@code null} if the model has no price
	 */
	public @Nullable BigDecimal cost(VideoOrder order) {
		return this.estimates.next(this.videos.purchase(order).what());
	}

}
