/**
 * What was seen a moment ago and need not be asked for again.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.wxomedia.recent;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
