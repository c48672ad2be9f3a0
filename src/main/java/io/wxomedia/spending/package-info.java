/**
 * The ledger of calls to paid providers, and the permits that pace them.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.wxomedia.spending;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
