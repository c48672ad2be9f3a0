/**
 * Work that survives a restart; knows nothing of jobs.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.wxomedia.queue;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
