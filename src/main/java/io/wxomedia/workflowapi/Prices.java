package io.wxomedia.workflowapi;

import java.math.BigDecimal;
import java.math.RoundingMode;

import io.wxomedia.credits.Credits;
import io.wxomedia.credits.CreditsProperties;
import io.wxomedia.generation.GenerationEstimates;
import io.wxomedia.workflow.WorkflowSpec;
import org.jspecify.annotations.Nullable;

/**
 * What runs cost. Asks no provider. Thread-safe.
 */
class Prices {

	private final GenerationEstimates estimates;

	private final Credits credits;

	private final CreditsProperties properties;

	Prices(GenerationEstimates estimates, Credits credits, CreditsProperties properties) {
		this.estimates = estimates;
		this.credits = credits;
		this.properties = properties;
	}

	/**
	 * Return what one run costs in credits.
	 */
	int credits() {
		return this.properties.workflowImage() + this.properties.workflowVideo();
	}

	/**
	 * Return how many credits somebody has.
	 */
	int available(String owner) {
		return this.credits.balance(owner).available();
	}

	/**
	 * Return what providers will take for one run in US dollars with four decimals, or
	 * {@code null} if a model has no price.
	 */
	@Nullable BigDecimal usd(WorkflowSpec spec) {
		BigDecimal image = this.estimates.cost(spec.image());
		BigDecimal video = this.estimates.cost(spec.video(null));
		return (image != null && video != null) ? image.add(video).setScale(4, RoundingMode.UP) : null;
	}

}
