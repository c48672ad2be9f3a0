package io.wxomedia.access;

import io.wxomedia.web.Refusal;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpStatus;

/**
 * Who sent a request, as far as its credential tells.
 *
 * @param name a stable name that is no secret; {@code anonymous} where no credential is
 * needed
 * @param admin whether the jobs of all are this caller's business
 */
public record Caller(String name, boolean admin) {

	/**
	 * Whoever calls a service that asks for no credential.
	 */
	static final Caller ANYBODY = new Caller("anonymous", true);

	/**
	 * Whoever calls without a credential: what is open on a service that asks for
	 * credentials elsewhere, and where only an administrator needs one.
	 */
	static final Caller NOBODY = new Caller("anonymous", false);

	/**
	 * A holder of the workshop token where it is the only credential.
	 */
	static final Caller WORKSHOP = new Caller("workshop", true);

	/**
	 * A holder of the workshop token where others have keys of their own.
	 */
	static final Caller ROOM = new Caller("workshop", false);

	/**
	 * The holder of the administrator's key.
	 */
	static final Caller ADMIN = new Caller("admin", true);

	private static final String ATTRIBUTE = Caller.class.getName();

	/**
	 * Return who sent a request.
	 * @param request the request
	 * @return the caller; one without any rights if the request did not come through the
	 * door
	 */
	public static Caller of(HttpServletRequest request) {
		return (request.getAttribute(ATTRIBUTE) instanceof Caller caller) ? caller : NOBODY;
	}

	/**
	 * Return whether a name is that of somebody with a key of their own, an API key or a
	 * seat of a session, and not one that many may share.
	 * @param name the name of a caller
	 * @return {@code true} if what is theirs is nobody else's
	 */
	public static boolean isOnesOwn(String name) {
		return !name.equals(NOBODY.name()) && !name.equals(ROOM.name()) && !name.equals(ADMIN.name());
	}

	/**
	 * Return whether a caller may see and change what belongs to somebody.
	 * @param owner the name of the caller whom it belongs to
	 * @return {@code true} for the owner and for an administrator
	 */
	public boolean mayDealWith(String owner) {
		return this.admin || this.name.equals(owner);
	}

	/**
	 * Let nobody pass but administrators. For what concerns everybody's jobs at once.
	 * @throws Refusal with 403 if this caller is none
	 */
	public void requireAdmin() {
		if (!this.admin) {
			throw new Refusal(HttpStatus.FORBIDDEN, "admin_only",
					"This is for the administrator of the service: send the key of ADMIN_KEY in x-api-key.");
		}
	}

	void remember(HttpServletRequest request) {
		request.setAttribute(ATTRIBUTE, this);
	}

}
