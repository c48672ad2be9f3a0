/**
 * What a job is: its life cycle, its items, its retention; its HTTP resource.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "access", "event", "monitoring", "payload", "queue", "trace", "web" })
package io.wxomedia.job;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
