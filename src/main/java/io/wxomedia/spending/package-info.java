/**
 * The ledger of calls to paid providers, and what they cost and may cost.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "access", "monitoring", "preflight", "recent", "rules", "web" })
package io.wxomedia.spending;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
