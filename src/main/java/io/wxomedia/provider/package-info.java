/**
 * Calls to paid providers: the ports that adapters implement, and what paces calls and
 * keeps them back.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "job", "spending" })
package io.wxomedia.provider;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
