/**
 * What becomes of accepted jobs, tried out over HTTP with the provider, the object store
 * and the receiver of callbacks in every mood.
 */
@NullMarked
package io.wxomedia.processing;

import org.jspecify.annotations.NullMarked;
