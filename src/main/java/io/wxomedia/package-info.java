/**
 * Long-running AI media jobs over HTTP.
 */
@NullMarked
package io.wxomedia;

import org.jspecify.annotations.NullMarked;
