package io.wxomedia.server;

import java.util.List;

import io.wxomedia.web.HostNames;
import io.wxomedia.web.Problems;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;

/**
 * Says in the words of the service what the server below it, or the framework around it,
 * refused without them.
 */
final class ServerRefusals {

	private static final String UNREADABLE = "The request is no HTTP/1.1 (RFC 9112)";

	private ServerRefusals() {
	}

	/**
	 * Explain a failure of which nothing but its status is known.
	 * @param status the status of the answer
	 * @return a problem with a code and a detail
	 */
	static ProblemDetail explain(int status) {
		HttpStatusCode code = HttpStatusCode.valueOf(status);
		return Problems.of(code, (status == 500) ? "internal_error" : Problems.codeOf(code), switch (status) {
			case 400 -> "The request cannot be read: correct its address, headers or body.";
			case 401 -> "The request needs a credential.";
			case 403 -> "The request is not allowed.";
			case 404 -> "There is no such resource.";
			case 405 -> "The resource has no such method.";
			case 408 -> "The request did not arrive in time; send it again.";
			case 413 -> "The request is too large; send less.";
			case 503 -> "The service takes no requests at the moment; try again in a few seconds.";
			default -> code.is5xxServerError() ? "The service failed unexpectedly; its log says why."
					: "The request was refused.";
		});
	}

	/**
	 * Explain why the server did not even pass a request on.
	 * @param status the status that the server gave
	 * @param head what could be read of the request
	 * @return a problem with a code and a detail that says how to mend it
	 */
	static ProblemDetail explain(int status, Head head) {
		return switch (status) {
			case 400 -> badRequest(head);
			case 417 -> Problems.of(HttpStatus.EXPECTATION_FAILED, "expectation_failed",
					"The only expectation that can be met is 100-continue: leave the header Expect out.");
			case 501 -> "CONNECT".equals(head.method)
					? Problems.of(HttpStatus.NOT_IMPLEMENTED, "not_implemented",
							"The service is no proxy and has no method CONNECT.")
					: Problems.of(HttpStatus.NOT_IMPLEMENTED, "unsupported_transfer_encoding",
							"The only Transfer-Encoding that can be read is chunked: leave the header out,"
									+ " or send Transfer-Encoding: chunked.");
			case 505 -> Problems.of(HttpStatus.HTTP_VERSION_NOT_SUPPORTED, "http_version_not_supported",
					"The service speaks HTTP/1.1 and HTTP/1.0: send the request with one of these.");
			default -> explain(status);
		};
	}

	private static ProblemDetail badRequest(Head head) {
		if (head.target == null) {
			return bad("invalid_request", UNREADABLE
					+ ": its first line must be a method, an address and HTTP/1.1, separated by single spaces; in the"
					+ " address write spaces, quotes, brackets and everything beyond ASCII percent-encoded.");
		}
		if (head.hosts.isEmpty() && head.headersWereRead) {
			return bad("invalid_host",
					UNREADABLE + ": it has no header Host. Send one, such as Host: media.example.com.");
		}
		if (head.hosts.size() > 1) {
			return bad("invalid_host", UNREADABLE + ": it has several headers Host. Send one.");
		}
		if (!head.hosts.isEmpty() && !HostNames.isUsable(head.hosts.get(0))) {
			return bad("invalid_host",
					"The header Host holds no host name or address: it may have letters, digits, hyphens, dots and"
							+ " underscores, or an IPv6 address in brackets, and a port after a colon.");
		}
		if (head.lengths.size() > 1 || !head.lengths.isEmpty() && !head.lengths.get(0).matches("\\d{1,18}")) {
			return bad("invalid_content_length",
					"The header Content-Length must be there at most once, and be the number of the body's bytes.");
		}
		if (!head.headersWereRead) {
			return bad("invalid_request",
					UNREADABLE + ": one of its headers cannot be read. A header is a name of letters, digits and"
							+ " hyphens, a colon and a value, on one line; all of them together may have 64 KB.");
		}
		String fault = RequestTarget.fault(head.target);
		if (fault != null) {
			return bad("invalid_path", "The path of the address cannot be read: " + fault + ".");
		}
		return bad("invalid_request",
				"The address or a header of the request cannot be used: the path must begin with a slash, stay below"
						+ " it, and hold neither %2F nor %5C nor a backslash; the host of an absolute address must be"
						+ " that of the header Host; a Transfer-Encoding must end with chunked.");
	}

	private static ProblemDetail bad(String code, String detail) {
		return Problems.of(HttpStatus.BAD_REQUEST, code, detail);
	}

	/**
	 * What could be read of a request that was not passed on.
	 *
	 * @param method the method
	 * @param target the path as it was sent, or {@code null} if the first line could not
	 * be read
	 * @param headersWereRead whether reading went on to the end of the headers
	 * @param hosts the values of all headers Host
	 * @param lengths the values of all headers Content-Length
	 */
	record Head(@Nullable String method, @Nullable String target, boolean headersWereRead, List<String> hosts,
			List<String> lengths) {

	}

}
