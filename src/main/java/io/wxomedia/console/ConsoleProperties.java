package io.wxomedia.console;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the page has to know of the rest of the service.
 *
 * @param polling whether jobs may come without a callback
 * @param inbox whether the service receives callbacks itself
 */
@ConfigurationProperties("media.console")
record ConsoleProperties(@DefaultValue("false") boolean polling, @DefaultValue("false") boolean inbox) {
}
