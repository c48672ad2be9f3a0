/**
 * The one log of what happens to jobs, and those who follow it live. Whoever changes a
 * job appends to the log in the same transaction; streams, waiting requests and the
 * console are readers of it.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "access")
package io.wxomedia.event;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
