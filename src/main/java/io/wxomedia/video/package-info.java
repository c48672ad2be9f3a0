/**
 * Videos: how they are asked for, what becomes of them, and the gallery. Who makes them
 * is a backend of the operator's, or a provider.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "access", "base64", "clip", "credits", "destination", "exchange",
		"generation", "job", "payload", "picture", "queue", "rules", "storage", "submission", "web", "worker" })
package io.wxomedia.video;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
