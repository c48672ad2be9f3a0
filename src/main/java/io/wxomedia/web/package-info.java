/**
 * What every endpoint shares: refusals as problem details, how bodies are read, request
 * ids, the public address, the API document, /health.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "platform", "preflight", "trace" })
package io.wxomedia.web;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
