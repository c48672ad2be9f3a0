/**
 * Checks what people import into watsonx Orchestrate: the folder orchestrate-tools.
 */
@NullMarked
package io.wxomedia.orchestrate;

import org.jspecify.annotations.NullMarked;
