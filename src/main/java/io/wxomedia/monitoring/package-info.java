/**
 * What it takes to be seen from outside: figures that are read from the database now and
 * then, recent traffic as health, and readiness with its reasons. The meters themselves
 * stand beside what they measure.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.wxomedia.monitoring;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
