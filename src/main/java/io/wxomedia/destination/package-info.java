/**
 * Decides where a request may go, once by its URL and again for every connection. Knows
 * no settings and nothing of what is sent.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.wxomedia.destination;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
