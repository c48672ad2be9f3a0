package io.wxomedia.session;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What sessions know of the rest of the service.
 *
 * @param fallbackSingle whether single images fall back to the local picture
 * @param maxQueued jobs that may wait
 * @param maxConcurrent jobs that run at once on one instance
 */
@ConfigurationProperties("media.session")
record SessionProperties(@DefaultValue("true") boolean fallbackSingle, @DefaultValue("1000") int maxQueued,
		@DefaultValue("10") int maxConcurrent) {
}
