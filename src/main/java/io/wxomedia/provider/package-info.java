/**
 * Paid calls: the ports that adapters implement, the protocol of a call that spends
 * nothing twice, what paces calls and keeps them back, and who may lift that.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "access", "job", "monitoring", "payload", "preflight", "recent", "rules",
		"spending", "web" })
package io.wxomedia.provider;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
