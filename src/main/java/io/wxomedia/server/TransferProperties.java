package io.wxomedia.server;

import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How bodies and large answers pass.
 *
 * @param minBytesPerSecond how fast they must be on average, after a grace; 0 for no
 * bound
 */
@ConfigurationProperties("media.web.transfer")
@Validated
record TransferProperties(@Min(0) @DefaultValue("2048") long minBytesPerSecond) {

}
