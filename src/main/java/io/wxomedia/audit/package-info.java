/**
 * Keeps what administrators did, beside the log, so that it can be read over HTTP.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "access", "queue", "web" })
package io.wxomedia.audit;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
