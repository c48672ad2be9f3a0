/**
 * Base64 strings inside JSON documents, decoded as they arrive.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.wxomedia.base64;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
