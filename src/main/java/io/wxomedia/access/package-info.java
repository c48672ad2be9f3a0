/**
 * Who is let in, as whom, and how often: credentials and callers, the rate limit, other
 * origins, headers for browsers, what is written down of administrators.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "platform", "preflight", "web" })
package io.wxomedia.access;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
