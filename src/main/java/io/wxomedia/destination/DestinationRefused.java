package io.wxomedia.destination;

import java.net.UnknownHostException;

/**
 * A request may not go where it was to go. The message names the host, the address and
 * the setting that would allow it. It is an {@link UnknownHostException} because that is
 * what a resolver may throw.
 */
public class DestinationRefused extends UnknownHostException {

	private static final long serialVersionUID = 1L;

	private final String reason;

	public DestinationRefused(String reason) {
		super(reason);
		this.reason = reason;
	}

	/**
	 * Return why it may not.
	 * @return the message
	 */
	public String reason() {
		return this.reason;
	}

}
