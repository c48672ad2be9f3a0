/**
 * The webhook that makers of videos tell by, and what came to it.
 */
@NullMarked
@ApplicationModule(
		allowedDependencies = { "access", "job", "monitoring", "platform", "preflight", "queue", "video", "web" })
package io.wxomedia.videowebhook;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
