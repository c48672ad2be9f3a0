/**
 * Where the service runs, what its disk is worth there, and what to say about it.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "preflight")
package io.wxomedia.platform;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
