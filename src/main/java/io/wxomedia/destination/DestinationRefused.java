package io.wxomedia.destination;

import java.net.UnknownHostException;

/**
 * A request may not go where it was to go. The message names the host, the address and
 * the setting that would allow it. It is an {@link UnknownHostException} because that is
 * what a resolver may throw.
 */
public class DestinationRefused extends UnknownHostException {

	private static final long serialVersionUID = 1L;

	private final Why why;

	private final String reason;

	/**
	 * Refuse.
	 * @param why what speaks against it
	 * @param reason the same in words, with the cure
	 */
	public DestinationRefused(Why why, String reason) {
		super(reason);
		this.why = why;
		this.reason = reason;
	}

	/**
	 * Return what speaks against it.
	 * @return the kind of reason
	 */
	public Why why() {
		return this.why;
	}

	/**
	 * Return why it may not.
	 * @return the message
	 */
	public String reason() {
		return this.reason;
	}

	/**
	 * What may speak against a destination.
	 */
	public enum Why {

		/**
		 * No request can go to such a URL.
		 */
		NO_DESTINATION,

		/**
		 * Connections must be encrypted, and this one would not be.
		 */
		NOT_ENCRYPTED,

		/**
		 * The address is private, and private addresses are refused.
		 */
		PRIVATE,

		/**
		 * There is a list, and the host is not on it.
		 */
		NOT_LISTED,

		/**
		 * No setting allows the address.
		 */
		NEVER_ALLOWED

	}

}
