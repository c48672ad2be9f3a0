/**
 * Links of the service itself that whoever holds one may follow until they expire.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "picture", "platform", "web" })
package io.wxomedia.link;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
