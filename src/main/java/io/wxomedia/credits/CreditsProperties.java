package io.wxomedia.credits;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What owners begin with and what things cost, in whole credits.
 *
 * @param initial what an account is opened with
 * @param perImage an image of a single job or a batch; 0 means that images cost nothing
 * @param perVideo a video that is requested
 * @param workflowImage the image of a workflow
 * @param workflowVideo the video of a workflow
 */
@ConfigurationProperties("media.credits")
@Validated
public record CreditsProperties(@Min(0) @Max(CreditsProperties.MOST) @DefaultValue("1000") int initial,
		@Min(0) @Max(CreditsProperties.HIGHEST_PRICE) @DefaultValue("0") int perImage,
		@Min(0) @Max(CreditsProperties.HIGHEST_PRICE) @DefaultValue("15") int perVideo,
		@Min(0) @Max(CreditsProperties.HIGHEST_PRICE) @DefaultValue("5") int workflowImage,
		@Min(0) @Max(CreditsProperties.HIGHEST_PRICE) @DefaultValue("15") int workflowVideo) {

	/**
	 * What an account may hold at the most.
	 */
	static final int MOST = 1_000_000_000;

	private static final int HIGHEST_PRICE = 1_000_000;

}
