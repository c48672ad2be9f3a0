/**
 * The ledger of calls to paid providers, what they cost and may cost, and what paces
 * them.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "monitoring", "preflight", "web" })
package io.wxomedia.spending;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
