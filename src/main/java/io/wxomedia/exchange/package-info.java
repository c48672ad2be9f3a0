/**
 * Exchanges requests and answers with servers that nobody vouches for: bounded in time as
 * a whole, and without a thread that waits for them. The only package that knows its HTTP
 * client.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "destination", "trace" })
package io.wxomedia.exchange;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
