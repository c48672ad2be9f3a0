package io.wxomedia.inbox;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether there is an inbox.
 *
 * @param enabled whether the service receives callbacks itself
 */
@ConfigurationProperties("media.inbox")
record InboxProperties(@DefaultValue("false") boolean enabled) {

}
