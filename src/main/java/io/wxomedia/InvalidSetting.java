package io.wxomedia;

/**
 * An environment variable has a value that cannot be used.
 */
class InvalidSetting extends RuntimeException {

	private static final long serialVersionUID = 1L;

	InvalidSetting(String variable, String value, String rule) {
		super(variable + "=" + value + ": " + rule);
	}

	/**
	 * Create an exception that shows nothing of the value.
	 */
	InvalidSetting(String variable, String rule) {
		super(variable + " " + rule);
	}

}
