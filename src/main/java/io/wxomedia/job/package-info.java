/**
 * What a job is: its life and its log, its items, how long it is kept.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "event", "payload", "trace" })
package io.wxomedia.job;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
