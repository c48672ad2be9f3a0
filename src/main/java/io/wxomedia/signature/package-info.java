/**
 * Signatures of callbacks after Standard Webhooks 1.0.0: made when one is sent, checked
 * when an inbox receives one.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "preflight")
package io.wxomedia.signature;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
