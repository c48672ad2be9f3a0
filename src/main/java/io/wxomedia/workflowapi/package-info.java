/**
 * The endpoints of the image-to-video workflow, under {@code /api/workflow}: how a run is
 * started, watched and cancelled, in the words that its callers know.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "access", "credits", "event", "generation", "job", "jobapi", "storage",
		"submission", "web", "worker", "workflow" })
package io.wxomedia.workflowapi;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
