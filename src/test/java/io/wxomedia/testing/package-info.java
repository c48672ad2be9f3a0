/**
 * What several tests share: servers to talk to, and ways to ask them.
 */
@NullMarked
package io.wxomedia.testing;

import org.jspecify.annotations.NullMarked;
