/**
 * Waiting for a job on the request that submitted it ({@code Prefer: wait=n}, RFC 7240),
 * without a thread. Knows jobs by their identifier only.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "event")
package io.wxomedia.wait;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
