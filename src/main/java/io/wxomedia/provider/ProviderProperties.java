package io.wxomedia.provider;

import java.time.Duration;
import java.util.Set;

import io.wxomedia.spending.ProviderModel;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How calls to paid providers are paced and repeated.
 *
 * @param imagesPerMinute how many images may be asked of a model in any 60 seconds, over
 * all instances; {@code null} for no limit
 * @param outageWaitSeconds how long jobs wait for a provider that is down before they are
 * tried all the same
 * @param callAfterCrash whether a call whose answer was lost may be made once more
 */
@ConfigurationProperties("media.provider")
@Validated
record ProviderProperties(@Nullable @Min(1) Integer imagesPerMinute, @Min(0) @DefaultValue("300") int outageWaitSeconds,
		@DefaultValue("once") CallAfterCrash callAfterCrash) {

	/**
	 * The providers whose calls make images.
	 */
	private static final Set<String> IMAGE_PROVIDERS = Set.of("openai", "built-in");

	/**
	 * Return how many calls of a model may begin in any 60 seconds.
	 * @param model the model
	 * @return how many, or {@code null} for no limit
	 */
	@Nullable Integer perMinute(ProviderModel model) {
		return IMAGE_PROVIDERS.contains(model.provider()) ? this.imagesPerMinute : null;
	}

	/**
	 * Return how many calls whose answer was lost may be made once more.
	 */
	int callsAfterLostAnswer() {
		return (this.callAfterCrash == CallAfterCrash.ONCE) ? 1 : 0;
	}

	Duration outageWait() {
		return Duration.ofSeconds(this.outageWaitSeconds);
	}

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
