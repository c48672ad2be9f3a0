package io.wxomedia.web;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * A request that is not accepted. Answered as a problem detail (RFC 9457) with a stable
 * code; the message says what is wrong and how to mend it, and never holds a secret.
 */
public class Refusal extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final HttpStatus status;

	private final String code;

	private final transient @Nullable Duration retryAfter;

	public Refusal(HttpStatus status, String code, String detail) {
		this(status, code, detail, null, null);
	}

	public Refusal(HttpStatus status, String code, String detail, @Nullable Duration retryAfter,
			@Nullable Throwable cause) {
		super(detail, cause);
		this.status = status;
		this.code = code;
		this.retryAfter = retryAfter;
	}

	/**
	 * Refuse a request whose fields cannot be used.
	 * @param code the stable code
	 * @param detail what is wrong and how to mend it
	 * @return a refusal with status 422
	 */
	public static Refusal unprocessable(String code, String detail) {
		return new Refusal(HttpStatus.UNPROCESSABLE_CONTENT, code, detail);
	}

	/**
	 * Refuse a request for something that is not there.
	 * @param detail what was asked for
	 * @return a refusal with status 404
	 */
	public static Refusal notFound(String detail) {
		return new Refusal(HttpStatus.NOT_FOUND, "not_found", detail);
	}

	/**
	 * Return the status of the answer.
	 * @return the status
	 */
	public HttpStatus status() {
		return this.status;
	}

	/**
	 * Return the stable code.
	 * @return the code
	 */
	public String code() {
		return this.code;
	}

	/**
	 * Return when the request may be sent again.
	 * @return the wait, or {@code null} if nothing is said of it
	 */
	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}
