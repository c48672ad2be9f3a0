/**
 * Kills the packaged service in the middle of its work and looks at what is left.
 */
@NullMarked
package io.wxomedia.durability;

import org.jspecify.annotations.NullMarked;
