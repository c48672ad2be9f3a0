package io.wxomedia.spending;

import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How calls to paid providers are paced and repeated.
 *
 * @param imagesPerMinute how many images may be asked for in any 60 seconds, over all
 * instances; {@code null} for no limit
 * @param callAfterCrash whether a call whose answer was lost may be made once more
 */
@ConfigurationProperties("media.spending")
@Validated
record SpendingProperties(@Nullable @Min(1) Integer imagesPerMinute,
		@DefaultValue("once") CallAfterCrash callAfterCrash) {

	/**
	 * What follows a call that may have been paid for but whose answer was lost.
	 */
	enum CallAfterCrash {

		/**
		 * It is made once more.
		 */
		ONCE,

		/**
		 * The work fails.
		 */
		NEVER

	}

}
