package io.wxomedia.preflight;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a preflight found.
 *
 * @param ok whether there is no problem; warnings do not count
 * @param checkedAt when the checks began
 * @param durationMs how long they took, in milliseconds
 * @param checks the lines
 */
public record Report(boolean ok, @JsonProperty("checked_at") Instant checkedAt,
		@JsonProperty("duration_ms") long durationMs, List<Finding> checks) {

	static Report of(Instant checkedAt, long durationMs, List<Finding> checks) {
		return new Report(checks.stream().noneMatch((line) -> line.level() == Level.PROBLEM), checkedAt, durationMs,
				List.copyOf(checks));
	}

}
