/**
 * What callers see of jobs and do with them: {@code /jobs}, {@code /events}.
 */
@NullMarked
@ApplicationModule(
		allowedDependencies = { "access", "event", "job", "payload", "queue", "rules", "submission", "web", "worker" })
package io.wxomedia.jobapi;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
