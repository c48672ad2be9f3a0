/**
 * Pictures on their way: the last one that a provider sent of each call under way, for
 * whoever looks while it works.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "access", "event", "job", "jobapi", "link", "payload", "picture", "web" })
package io.wxomedia.preview;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
