/**
 * Workshop sessions: a host opens a room, people take seats in it by a code and get a key
 * of their own each, and what the host lays down holds for all of them at once.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "access", "image", "inbox", "job", "payload", "picture", "provider", "queue",
		"rules", "spending", "storage", "submission", "web", "worker" })
package io.wxomedia.session;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
