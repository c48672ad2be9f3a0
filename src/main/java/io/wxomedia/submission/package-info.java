/**
 * Accepts jobs: room, idempotency, where the caller is told.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "job", "payload", "queue", "recent", "web", "worker" })
package io.wxomedia.submission;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
