package io.wxomedia.destination;

/**
 * Whether private addresses are allowed.
 */
public enum PrivateNetworks {

	/**
	 * Allowed on a developer's machine, refused in a cloud.
	 */
	AUTO,

	/**
	 * Allowed everywhere.
	 */
	ALLOW,

	/**
	 * Refused everywhere.
	 */
	DENY

}
