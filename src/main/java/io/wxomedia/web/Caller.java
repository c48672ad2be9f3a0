package io.wxomedia.web;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Who sent a request, as far as its credential tells.
 *
 * @param name a stable name that is no secret; {@code anonymous} where no credential is
 * needed
 */
public record Caller(String name) {

	static final Caller ANONYMOUS = new Caller("anonymous");

	static final Caller WORKSHOP = new Caller("workshop");

	private static final String ATTRIBUTE = Caller.class.getName();

	/**
	 * Return who sent a request.
	 * @param request the request
	 * @return the caller
	 */
	public static Caller of(HttpServletRequest request) {
		return (request.getAttribute(ATTRIBUTE) instanceof Caller caller) ? caller : ANONYMOUS;
	}

	void remember(HttpServletRequest request) {
		request.setAttribute(ATTRIBUTE, this);
	}

}
