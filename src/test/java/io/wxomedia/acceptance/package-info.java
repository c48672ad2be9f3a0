/**
 * What the service promises on the wire, tried out over HTTP.
 */
@NullMarked
package io.wxomedia.acceptance;

import org.jspecify.annotations.NullMarked;
