/**
 * Holds the image's files to what they promise, without Docker.
 */
@NullMarked
package io.wxomedia.container;

import org.jspecify.annotations.NullMarked;
