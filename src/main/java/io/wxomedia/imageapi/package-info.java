/**
 * The three endpoints that take images and batches: what a request may hold, how it is
 * read and what is refused.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "access", "base64", "image", "job", "payload", "picture", "provider",
		"spending", "storage", "submission", "wait", "web" })
package io.wxomedia.imageapi;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
