/**
 * Image editing: the three endpoints, the single and the batch job, the local fallback.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "access", "base64", "credits", "job", "monitoring", "payload", "picture",
		"preflight", "preview", "provider", "queue", "recent", "rules", "spending", "storage", "submission", "trace",
		"web" })
package io.wxomedia.image;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
