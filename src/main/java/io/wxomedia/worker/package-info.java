/**
 * Works on jobs: their queues, their runs, cancelling, the verdict.
 */
@NullMarked
@ApplicationModule(
		allowedDependencies = { "event", "job", "monitoring", "payload", "queue", "recent", "rules", "trace" })
package io.wxomedia.worker;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
