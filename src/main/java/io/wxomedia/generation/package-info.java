/**
 * Pictures and videos made from words: the ports that adapters implement, what an order
 * costs beforehand, and calls that are submitted and waited for elsewhere.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "clip", "job", "payload", "picture", "provider", "queue", "spending",
		"trace", "worker" })
package io.wxomedia.generation;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
