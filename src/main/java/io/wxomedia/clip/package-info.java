/**
 * Video files: what they are by their first bytes, what their headers say, written from
 * pictures, and a poster frame read from them. The only package that knows JCodec. No
 * Spring.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.wxomedia.clip;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
