package io.wxomedia.web;

/**
 * Whether the service is protected: {@code GET /health} says so.
 */
@FunctionalInterface
public interface Protection {

	/**
	 * Return whether a credential is needed.
	 * @return {@code false} if the service is open to everybody
	 */
	boolean isOn();

}
