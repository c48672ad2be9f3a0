/**
 * The server below the service: how it reads requests, the pace of bodies and answers,
 * and its own refusals as problem details.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "event", "web" })
package io.wxomedia.server;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
