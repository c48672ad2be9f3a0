/**
 * Tells callers: what a callback carries, when it is attempted, what becomes of it.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "access", "base64", "destination", "event", "exchange", "job", "jobapi",
		"monitoring", "payload", "platform", "preflight", "queue", "recent", "signature", "submission", "trace", "wait",
		"web", "worker" })
package io.wxomedia.callback;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
