package io.wxomedia.preflight;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * How bad a finding is.
 */
public enum Level {

	/**
	 * It works.
	 */
	OK,

	/**
	 * It works, or may work, but somebody should look at it.
	 */
	WARNING,

	/**
	 * Jobs will fail because of it.
	 */
	PROBLEM;

	@JsonValue
	String word() {
		return name().toLowerCase(Locale.ROOT);
	}

}
