/**
 * The page at {@code /}: its files, codes to be photographed, and what it has to know
 * before somebody uses it. What it does, it does through the same endpoints as everybody.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "access", "provider", "spending", "web" })
package io.wxomedia.console;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
