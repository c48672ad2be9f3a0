/**
 * What every endpoint shares: refusals as problem details, who is let in and how often,
 * request ids, what is written down of administrators, /health.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "platform", "preflight", "trace" })
package io.wxomedia.web;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
