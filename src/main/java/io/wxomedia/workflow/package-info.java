/**
 * The image-to-video workflow: a picture made from words, and a video made from the
 * picture, as six steps of one job. Its endpoints are in {@code workflowapi}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "clip", "credits", "generation", "job", "payload", "picture", "provider",
		"spending", "storage", "submission", "video", "web" })
package io.wxomedia.workflow;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
