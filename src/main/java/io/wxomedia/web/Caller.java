package io.wxomedia.web;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Who sent a request, as far as its credential tells.
 *
 * @param name a stable name that is no secret; {@code anonymous} where no credential is
 * needed
 * @param admin whether the jobs of all are this caller's business
 */
public record Caller(String name, boolean admin) {

	static final Caller ANONYMOUS = new Caller("anonymous", true);

	static final Caller WORKSHOP = new Caller("workshop", true);

	private static final String ATTRIBUTE = Caller.class.getName();

	/**
	 * Return who sent a request.
	 * @param request the request
	 * @return the caller
	 */
	public static Caller of(HttpServletRequest request) {
		return (request.getAttribute(ATTRIBUTE) instanceof Caller caller) ? caller : ANONYMOUS;
	}

	/**
	 * Return whether a caller may see and change what belongs to somebody.
	 * @param owner the name of the caller whom it belongs to
	 * @return {@code true} for the owner and for an administrator
	 */
	public boolean mayDealWith(String owner) {
		return this.admin || this.name.equals(owner);
	}

	void remember(HttpServletRequest request) {
		request.setAttribute(ATTRIBUTE, this);
	}

}
