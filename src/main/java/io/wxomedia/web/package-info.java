/**
 * What every endpoint shares: refusals as problem details, the token, request ids,
 * /health.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "platform", "preflight", "trace" })
package io.wxomedia.web;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
