package io.wxomedia.payload;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much of the disk payloads may take.
 *
 * @param minFree what new inputs leave free
 */
@ConfigurationProperties("media.payload")
record PayloadProperties(@DefaultValue("512MB") DataSize minFree) {

	PayloadProperties {
		if (minFree.isNegative()) {
			throw new IllegalArgumentException("must not be negative");
		}
	}

}
