/**
 * Which trace (W3C Trace Context) and which request a piece of work belongs to, on every
 * thread that works on it.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.wxomedia.trace;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
