/**
 * What is laid down for the work of some callers, and the order in which callers are
 * served. Owns the interface of who lays something down, and knows nobody.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.wxomedia.rules;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
