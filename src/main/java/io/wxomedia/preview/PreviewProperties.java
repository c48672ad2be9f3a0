package io.wxomedia.preview;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Whether there are previews at all.
 *
 * @param partialPreviews how many are asked for with each edit, 0 to 3
 */
@ConfigurationProperties("media.preview")
@Validated
record PreviewProperties(@Min(0) @Max(3) @DefaultValue("0") int partialPreviews) {

	boolean areAskedFor() {
		return this.partialPreviews > 0;
	}

}
