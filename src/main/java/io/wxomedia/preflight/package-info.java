/**
 * Answers before the first job whether jobs will work. Modules contribute the checks;
 * this one knows none of them.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.wxomedia.preflight;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
