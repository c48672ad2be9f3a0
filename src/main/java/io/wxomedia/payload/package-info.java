/**
 * Images and bodies, kept beside the database.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "preflight", "recent" })
package io.wxomedia.payload;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
