/**
 * What a picture is: its format, its header, its upright pixels, and how to write it.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.wxomedia.picture;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
