/**
 * What the demo puts in place of OpenAI and object storage, so that it runs without keys.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "access", "clip", "generation", "inbox", "link", "picture", "platform",
		"preflight", "provider", "spending", "storage", "web" })
package io.wxomedia.demo;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
