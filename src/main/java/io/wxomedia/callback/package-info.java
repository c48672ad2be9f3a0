/**
 * Tells callers: where a callback may go, how it is attempted, what becomes of it.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "access", "event", "job", "jobapi", "monitoring", "payload", "platform",
		"preflight", "queue", "signature", "submission", "trace", "web", "worker" })
package io.wxomedia.callback;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
