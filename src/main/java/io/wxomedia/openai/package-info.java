/**
 * Adapter to OpenAI: the only package that knows its SDK.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "base64", "generation", "preflight", "provider", "spending", "trace" })
package io.wxomedia.openai;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
