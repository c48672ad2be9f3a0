package io.wxomedia.trace;

import org.jspecify.annotations.Nullable;

/**
 * Where a piece of work comes from.
 *
 * @param trace the step of the trace that it belongs to
 * @param requestId the id of the request that asked for it, or {@code null}
 */
public record Origin(TraceParent trace, @Nullable String requestId) {

}
