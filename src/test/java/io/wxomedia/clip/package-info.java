@NullMarked
package io.wxomedia.clip;

import org.jspecify.annotations.NullMarked;
