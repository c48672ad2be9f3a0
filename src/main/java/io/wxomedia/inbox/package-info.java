/**
 * Receives callbacks itself, shows them, and plays a receiver in trouble (INBOX=true, in
 * the demo or without it).
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "access", "base64", "job", "link", "payload", "signature", "web" })
package io.wxomedia.inbox;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
