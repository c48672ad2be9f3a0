/**
 * Tests for what brings the service into a cloud: the scripts against commands that only
 * pretend, and the manifests.
 */
@NullMarked
package io.wxomedia.deploy;

import org.jspecify.annotations.NullMarked;
