/**
 * Adapter to object storage: the only package that knows the S3 SDK.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "monitoring", "platform", "preflight" })
package io.wxomedia.storage;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
