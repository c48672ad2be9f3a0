/**
 * A seeded history checker: a random programme is run against real processes, everything
 * that can be seen from outside is written down, and an auditor asks whether all promises
 * were kept.
 */
@NullMarked
package io.wxomedia.history;

import org.jspecify.annotations.NullMarked;
