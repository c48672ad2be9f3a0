/**
 * Adapter to fal.ai: its queue, its webhook and its media.
 */
@NullMarked
@ApplicationModule(
		allowedDependencies = { "generation", "platform", "preflight", "provider", "spending", "trace", "web" })
package io.wxomedia.fal;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
