package io.wxomedia.imageapi;

import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What is taken in at the door.
 *
 * @param maxBase64Chars how long a picture may be in base64, in characters
 * @param maxEditBase64Chars how long all pictures of one request may be together
 * @param maxPixels how many pixels a picture may have
 * @param polling whether a job may be sent without a callback address
 * @param outputFormat the format of results that is configured
 */
@ConfigurationProperties("media.submission")
@Validated
record SubmissionProperties(@Min(4) @DefaultValue("14000000") int maxBase64Chars,
		@Min(4) @DefaultValue("56000000") int maxEditBase64Chars, @Min(1) @DefaultValue("50000000") long maxPixels,
		@DefaultValue("false") boolean polling, @DefaultValue("png") String outputFormat) {

	/**
	 * One picture may always be as long as it may be.
	 */
	SubmissionProperties {
		maxEditBase64Chars = Math.max(maxEditBase64Chars, maxBase64Chars);
	}

}
